# Multivariate fits with known level-1 covariances by metafor's rma.mv, each checked by formulas of our own.
#
# Run from the top of the project:  Rscript Tests/ReferenceValues/metafor/multivariate.R [data directory]
#
# Up to two effects a study (SAT coaching, verbal and math), correlated 0.66 within a study, and an unstructured
# covariance matrix between studies (struct "UN"). The likelihood is also written down afresh, with dense matrices, and
# maximised from metafor's estimate by BFGS; the script stops where the two differ.

suppressMessages({
  library(metafor)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
output <- "Tests/ReferenceValues/metafor/multivariate.json"

sat <- read.csv(file.path(data_directory, "sat_coaching_long.csv"))
covariance_of <- function(d, rho) {
  V <- rho * outer(sqrt(d$vi), sqrt(d$vi)) * outer(d$study, d$study, "==")
  diag(V) <- d$vi
  V
}

deviance_of <- function(T, d, X, V, reml) {
  place <- as.integer(factor(d$outcome))
  total <- V + T[place, place] * outer(d$study, d$study, "==")
  factor <- tryCatch(chol(total), error = function(e) NULL)
  if (is.null(factor)) return(1e10)
  A <- backsolve(factor, X, transpose = TRUE)
  b <- backsolve(factor, d$yi, transpose = TRUE)
  information <- crossprod(A)
  gamma <- solve(information, crossprod(A, b))
  value <- (nrow(X) - if (reml) ncol(X) else 0) * log(2 * pi) + 2 * sum(log(diag(factor))) +
    sum((b - A %*% gamma)^2)
  value <- value + if (reml) as.numeric(determinant(information)$modulus) else 0
  list(deviance = value, gamma = as.vector(gamma), covariance = solve(information))
}

run_case <- function(formula, d, method, equal = NULL) {
  X <- model.matrix(formula, d)
  V <- covariance_of(d, 0.66)
  fit <- rma.mv(yi, V, mods = X, intercept = FALSE, random = ~ outcome | study, struct = "UN", data = d,
    method = method, control = list(optimizer = "nlminb", rel.tol = 1e-10, iter.max = 2000, eval.max = 4000)
  )
  reml <- method == "REML"
  T <- fit$G
  T <- T[order(rownames(T)), order(rownames(T))]
  root_of <- function(p) matrix(c(p[1], p[2], 0, p[3]), 2)
  at <- function(p) {
    T <- root_of(p) %*% t(root_of(p))
    found <- deviance_of(T, d, X, V, reml)
    if (is.list(found)) found$deviance else found
  }
  # At the edge of the parameter space metafor's T has a correlation of 1, less a little.
  start <- c(sqrt(T[1, 1]), T[2, 1] / sqrt(T[1, 1]), sqrt(max(1e-8, T[2, 2] - T[2, 1]^2 / T[1, 1])))
  for (k in 1:5) {
    found <- optim(start, at, method = "BFGS", control = list(reltol = 1e-16, maxit = 2000,
      parscale = c(0.1, 0.1, 0.1), ndeps = rep(1e-5, 3)))
    start <- found$par
  }
  own <- root_of(start) %*% t(root_of(start))
  if (max(abs(own - T)) > 2e-5) {
    print(T); print(own)
    stop(paste("metafor and the dense likelihood differ:", method))
  }
  result <- deviance_of(own, d, X, V, reml)
  if (max(abs(result$gamma - as.vector(fit$beta))) > 2e-5) stop("gamma differs")
  # The residual heterogeneity without random effects, together and outcome by outcome.
  fixed <- deviance_of(0 * own, d, X, V, FALSE)
  by_outcome <- lapply(split(seq_len(nrow(d)), d$outcome), function(rows) {
    x <- X[rows, colSums(abs(X[rows, , drop = FALSE])) > 0, drop = FALSE]
    uni <- rma.uni(d$yi[rows], d$vi[rows], mods = x, intercept = FALSE, method = "FE")
    list(statistic = uni$QE, df = length(rows) - ncol(x), p = uni$QEp)
  })
  list(
    formula = deparse(formula), method = method, observations = nrow(d),
    groups = length(unique(d$study)),
    labels = colnames(X), gamma = result$gamma, se = sqrt(diag(result$covariance)),
    T = own, metafor_T = unname(T), metafor_gamma = as.vector(fit$beta), deviance = result$deviance,
    H = list(statistic = fit$QE, df = fit$k - fit$p, p = fit$QEp), H_by_outcome = by_outcome,
    equal = if (is.null(equal)) NULL else {
      test <- anova(fit, X = rbind(equal))
      list(statistic = as.numeric(test$QM), p = as.numeric(test$QMp))
    }
  )
}

with_hours <- sat[!is.na(sat$hrs), ]
with_hours$log_hrs <- log(with_hours$hrs) - mean(log(with_hours$hrs))
cases <- list()
for (method in c("ML", "REML")) {
  cases[[length(cases) + 1]] <- run_case(~ 0 + outcome, sat, method)
  cases[[length(cases) + 1]] <- run_case(
    ~ 0 + outcome + outcome:log_hrs, with_hours, method, c(0, 0, 1, -1))
  cases[[length(cases) + 1]] <- run_case(~ 0 + outcome + log_hrs, with_hours, method)
}
for (case in cases) {
  cat(case$formula, case$method, round(case$gamma, 5), round(case$se, 5), round(case$T, 6), case$deviance, "\n")
}
write_json(
  list(
    made_by = "Tests/ReferenceValues/metafor/multivariate.R",
    date = format(Sys.Date()),
    versions = list(R = as.character(getRversion()), metafor = as.character(packageVersion("metafor"))),
    cases = cases
  ),
  output,
  digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null"
)
