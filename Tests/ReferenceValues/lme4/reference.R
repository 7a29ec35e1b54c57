# Two-level normal models by ML and REML: lme4, then finished by scoring with formulas of our own.
#
# Run from the top of the project:
#   Rscript Tests/ReferenceValues/lme4/reference.R [data directory]
#
# lme4 is run with several optimisers at tight tolerances; the lowest deviance wins. lme4 stops some
# digits short of the optimum, so that interior optima are then finished by Fisher scoring on
# (vech T, sigma2) with dense matrices by group, which also gives the information matrices.
# The script stops where the two ways differ by more than the optimiser's slack.

suppressMessages({
  library(lme4)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
folder <- "Tests/ReferenceValues/lme4"
read <- function(name) read.csv(file.path(data_directory, paste0(name, ".csv")))

# --- Data. Column names with a dot stand for the functions of the formula language.

hsb <- read("hsb_students")
hsb <- cbind(hsb, read("hsb_schools")[match(hsb$school, read("hsb_schools")$school), -1])
hsb$ses.school <- hsb$ses - ave(hsb$ses, hsb$school)  # center(ses, school)
hsb$ses.grand <- hsb$ses - mean(hsb$ses)  # center(ses)
hsb$mean.ses <- ave(hsb$ses, hsb$school)  # mean(ses, school)
rats <- read("rats")
rats$age.centred <- rats$age - mean(rats$age)
orthodont <- read("orthodont")
orthodont$age11 <- orthodont$age - 11
cognitive <- read("early_cognitive")
cognitive$age1 <- cognitive$age - 1
sleep <- read("sleepstudy")
radon <- read("radon_mn")
bdf <- read("bdf_language")
egsingle <- read("egsingle")
dyestuff <- setNames(data.frame(Dyestuff), c("batch", "yield"))
dyestuff2 <- setNames(data.frame(Dyestuff2), c("batch", "yield"))
for (name in c("dyestuff", "dyestuff2")) {
  write.csv(get(name), file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

# --- Cases: data, group, formula in lme4's words, formula in ours.

hsb_ours <- "(meanses + sector) * center(ses, school)"
cases <- list(
  hsb_table_4_2 = list(hsb, "school", mathach ~ 1 + (1 | school), "mathach ~ 1 + (1 | school)"),
  hsb_table_4_3 = list(
    hsb, "school", mathach ~ meanses + (1 | school), "mathach ~ meanses + (1 | school)"
  ),
  hsb_table_4_4 = list(
    hsb, "school", mathach ~ ses.school + (ses.school | school),
    "mathach ~ center(ses, school) + (center(ses, school) | school)"
  ),
  hsb_table_4_5 = list(
    hsb, "school", mathach ~ (meanses + sector) * ses.school + (ses.school | school),
    "mathach ~ (meanses + sector) * center(ses, school) + (center(ses, school) | school)"
  ),
  hsb_context_group_mean = list(
    hsb, "school", mathach ~ mean.ses + ses.school + (1 | school),
    "mathach ~ mean(ses, school) + center(ses, school) + (1 | school)"
  ),
  hsb_context_grand_mean = list(
    hsb, "school", mathach ~ mean.ses + ses.grand + (1 | school),
    "mathach ~ mean(ses, school) + center(ses) + (1 | school)"
  ),
  hsb_context_group_mean_meanses = list(
    hsb, "school", mathach ~ meanses + ses.school + (1 | school),
    "mathach ~ meanses + center(ses, school) + (1 | school)"
  ),
  hsb_context_grand_mean_meanses = list(
    hsb, "school", mathach ~ meanses + ses.grand + (1 | school),
    "mathach ~ meanses + center(ses) + (1 | school)"
  ),
  sleepstudy = list(
    sleep, "subject", reaction ~ days + (days | subject), "reaction ~ days + (days | subject)"
  ),
  sleepstudy_uncorrelated = list(
    sleep, "subject", reaction ~ days + (days || subject), "reaction ~ days + (days || subject)"
  ),
  orthodont = list(
    orthodont, "subject", distance ~ age11 + (age11 | subject),
    "distance ~ I(age - 11) + (I(age - 11) | subject)"
  ),
  orthodont_male = list(
    orthodont, "subject", distance ~ male * age11 + (age11 | subject),
    "distance ~ male * I(age - 11) + (I(age - 11) | subject)"
  ),
  rats = list(
    rats, "rat", weight ~ age.centred + (age.centred | rat),
    "weight ~ center(age) + (center(age) | rat)"
  ),
  radon_intercept = list(
    radon, "county", log_radon ~ floor + log_uranium + (1 | county),
    "log_radon ~ floor + log_uranium + (1 | county)"
  ),
  radon_floor = list(
    radon, "county", log_radon ~ floor + log_uranium + (floor | county),
    "log_radon ~ floor + log_uranium + (floor | county)"
  ),
  bdf_language = list(
    bdf, "school", langpost ~ iq_verb_cen + avg_iq_verb_cen + (iq_verb_cen | school),
    "langpost ~ iq_verb_cen + avg_iq_verb_cen + (iq_verb_cen | school)"
  ),
  early_cognitive = list(
    cognitive, "id", cog ~ age1 * trt + (age1 | id), "cog ~ I(age - 1) * trt + (I(age - 1) | id)"
  ),
  dyestuff = list(dyestuff, "batch", yield ~ 1 + (1 | batch), "yield ~ 1 + (1 | batch)"),
  dyestuff2 = list(dyestuff2, "batch", yield ~ 1 + (1 | batch), "yield ~ 1 + (1 | batch)"),
  egsingle = list(
    egsingle, "childid", math ~ year + (year | childid), "math ~ year + (year | childid)"
  )
)

# --- Our formulas.

# The structure matrices of T: one for each free element, in the order of the lower triangle by column.
structures <- function(q, uncorrelated) {
  found <- list()
  for (column in 1:q) for (row in column:q) {
    if (uncorrelated && row != column) next
    E <- matrix(0, q, q)
    E[row, column] <- E[column, row] <- 1
    found <- c(found, list(E))
  }
  found
}

# Deviance, score, information and all that follows, at T and sigma2.
evaluate <- function(groups, T, sigma2, bases, reml) {
  f <- ncol(groups[[1]]$X)
  a <- length(bases) + 1
  A <- matrix(0, f, f)
  b <- numeric(f)
  log_det <- 0
  for (g in groups) {
    W <- solve(g$Z %*% T %*% t(g$Z) + sigma2 * diag(length(g$y)))
    A <- A + t(g$X) %*% W %*% g$X
    b <- b + as.vector(t(g$X) %*% W %*% g$y)
    log_det <- log_det - as.numeric(determinant(W)$modulus)
  }
  C <- solve(A)
  gamma <- as.vector(C %*% b)
  quadratic <- 0
  score <- numeric(a)
  information <- matrix(0, a, a)
  M <- array(0, c(a, f, f))
  meat <- matrix(0, f, f)
  effects <- list()
  for (name in names(groups)) {
    g <- groups[[name]]
    W <- solve(g$Z %*% T %*% t(g$Z) + sigma2 * diag(length(g$y)))
    r <- as.vector(g$y - g$X %*% gamma)
    Wr <- as.vector(W %*% r)
    quadratic <- quadratic + sum(r * Wr)
    XW <- t(g$X) %*% W
    meat <- meat + tcrossprod(XW %*% r)
    derivatives <- c(lapply(bases, function(E) g$Z %*% E %*% t(g$Z)), list(diag(length(g$y))))
    products <- lapply(derivatives, function(D) W %*% D)
    for (k in 1:a) {
      M_k <- XW %*% derivatives[[k]] %*% t(XW)
      M[k, , ] <- M[k, , ] + M_k
      score[k] <- score[k] - sum(diag(products[[k]])) / 2 + sum(Wr * (derivatives[[k]] %*% Wr)) / 2
      if (reml) score[k] <- score[k] + sum(C * M_k) / 2
      for (l in 1:k) {
        part <- sum(products[[k]] * t(products[[l]]))
        if (reml) {
          part <- part - 2 * sum(C * (XW %*% derivatives[[k]] %*% W %*% derivatives[[l]] %*% t(XW)))
        }
        information[k, l] <- information[k, l] + part / 2
      }
    }
    K <- T %*% t(g$Z) %*% W
    effects[[name]] <- list(
      u = as.vector(K %*% r),
      covariance = T - K %*% g$Z %*% T,
      covariance_with_gamma = T - K %*% g$Z %*% T + K %*% g$X %*% C %*% t(g$X) %*% t(K)
    )
  }
  if (reml) {
    for (k in 1:a) for (l in 1:k) {
      information[k, l] <- information[k, l] + sum(diag(C %*% M[k, , ] %*% C %*% M[l, , ])) / 2
    }
  }
  information[upper.tri(information)] <- t(information)[upper.tri(information)]
  N <- sum(sapply(groups, function(g) length(g$y)))
  constants <- if (reml) (N - f) * log(2 * pi) + as.numeric(determinant(A)$modulus) else N * log(2 * pi)
  list(
    deviance = constants + log_det + quadratic, gamma = gamma, C = C, score = score,
    information = information, robust = C %*% meat %*% C, effects = effects
  )
}

# Fisher scoring from lme4's optimum; a few steps are enough. Inside the parameter space the parameters are the
# elements of T. On its boundary they are those elements of the factor L, T = LL', that are not zero:
# `loose` marks them.
finish <- function(groups, T, sigma2, bases, reml, loose = NULL) {
  q <- nrow(T)
  L <- NULL
  if (!is.null(loose)) {
    L <- loose$L
    places <- which(loose$free, arr.ind = TRUE)
  }
  # Derivatives of the elements of T with respect to the parameters.
  jacobian <- function() {
    if (is.null(L)) return(diag(length(bases) + 1))
    G <- matrix(0, length(bases) + 1, nrow(places) + 1)
    for (k in seq_len(nrow(places))) {
      E <- matrix(0, q, q)
      E[places[k, 1], places[k, 2]] <- 1
      D <- E %*% t(L) + L %*% t(E)
      G[seq_along(bases), k] <- sapply(bases, function(B) D[which(B != 0)[1]])
    }
    G[nrow(G), ncol(G)] <- 1
    G
  }
  here <- evaluate(groups, T, sigma2, bases, reml)
  for (iteration in 1:200) {
    G <- jacobian()
    score <- as.vector(t(G) %*% here$score)
    information <- t(G) %*% here$information %*% G
    step <- solve(information, score)
    decrement <- sum(step * score)
    if (decrement < 1e-20) break
    change <- step[-length(step)]
    if (is.null(L)) {
      T_new <- T + Reduce(`+`, Map(`*`, bases, change))
      if (min(eigen(T_new, TRUE, TRUE)$values) <= 0) return(NULL)
    } else {
      L[places] <- L[places] + change
      T_new <- L %*% t(L)
    }
    there <- evaluate(groups, T_new, sigma2 + step[length(step)], bases, reml)
    if (there$deviance > here$deviance + 1e-9) return(NULL)
    T <- T_new
    sigma2 <- sigma2 + step[length(step)]
    here <- there
  }
  c(here, list(
    T = T, sigma2 = sigma2, decrement = decrement, iterations = iteration,
    free_covariance = solve(information)
  ))
}

# lme4 by several optimisers; the best theta, pressed onto the boundary where that is no worse.
best_lmer <- function(formula, data, reml) {
  controls <- list(
    bobyqa = lmerControl("bobyqa",
      optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore"),
    nloptwrap = lmerControl("nloptwrap",
      optCtrl = list(xtol_abs = 1e-14, xtol_rel = 1e-14, ftol_abs = 1e-14, ftol_rel = 1e-15, maxeval = 1e5),
      check.conv.singular = "ignore"),
    Nelder_Mead = lmerControl("Nelder_Mead",
      optCtrl = list(FtolAbs = 1e-14, FtolRel = 1e-16, XtolRel = 1e-14, maxfun = 1e5),
      check.conv.singular = "ignore")
  )
  fits <- lapply(controls, function(control) {
    suppressWarnings(suppressMessages(lmer(formula, data, REML = reml, control = control)))
  })
  criterion <- function(m) if (reml) REMLcrit(m) else -2 * as.numeric(logLik(m))
  best <- fits[[which.min(sapply(fits, criterion))]]
  parsed <- lFormula(formula, data, REML = reml)
  devfun <- do.call(mkLmerDevfun, parsed)
  theta <- getME(best, "theta")
  diagonal <- parsed$reTrms$lower == 0
  small <- diagonal & abs(theta) < 1e-3
  if (any(small)) {
    free <- !small
    whole <- function(x) replace(replace(theta, small, 0), free, x)
    if (any(free)) {
      polished <- nlminb(theta[free], function(x) devfun(whole(x)),
        control = list(rel.tol = 1e-15, x.tol = 1e-12, eval.max = 5000, iter.max = 2000)
      )
      candidate <- whole(polished$par)
    } else {
      candidate <- whole(numeric(0))
    }
    if (devfun(candidate) <= devfun(theta) + 1e-8) theta <- candidate
  }
  value <- devfun(theta)
  list(
    theta = theta, lower = parsed$reTrms$lower, criterion = value, by_optimiser = sapply(fits, criterion),
    singular = any(abs(theta[diagonal]) < 1e-6), model = best, devfun = devfun
  )
}

# Least squares by group against the fixed part: reliabilities and chi-squared tests (book 3.59, 3.103).
group_tests <- function(groups, gamma, T, sigma2) {
  q <- nrow(T)
  full <- Filter(function(g) qr(g$Z)$rank == q && nrow(g$Z) >= q, groups)
  reliability <- chi2 <- numeric(q)
  for (g in full) {
    V <- sigma2 * solve(t(g$Z) %*% g$Z)
    u <- solve(t(g$Z) %*% g$Z, t(g$Z) %*% (g$y - g$X %*% gamma))
    reliability <- reliability + diag(T) / (diag(T) + diag(V)) / length(full)
    chi2 <- chi2 + as.vector(u)^2 / diag(V)
  }
  list(groups = length(full), reliability = I(reliability), chi2 = I(chi2))
}

fit_case <- function(name, case) {
  data <- case[[1]]
  formula <- case[[3]]
  parsed <- lFormula(formula, data)
  X <- parsed$X
  # All columns of the bar terms, in order; `||` splits them, so its T is diagonal.
  columns <- unlist(parsed$reTrms$cnms)
  uncorrelated <- length(parsed$reTrms$cnms) > 1
  Z <- sapply(columns, function(label) if (label == "(Intercept)") rep(1, nrow(data)) else data[[label]])
  Z <- matrix(Z, nrow(data), dimnames = list(NULL, columns))
  rows <- split(seq_len(nrow(data)), factor(data[[case[[2]]]], unique(data[[case[[2]]]])))
  y <- data[[all.vars(formula)[1]]]
  groups <- lapply(rows, function(i) list(y = y[i], X = X[i, , drop = FALSE], Z = Z[i, , drop = FALSE]))
  bases <- structures(length(columns), uncorrelated)
  result <- list(
    formula = case[[4]], observations = nrow(data), groups = length(groups),
    labels = I(unname(colnames(X))), T_labels = I(unname(columns)), group_order = names(groups)[1:3]
  )
  for (method in c("ml", "reml")) {
    reml <- method == "reml"
    lme <- best_lmer(formula, data, reml)
    # T and sigma2 at lme4's theta: sigma2 from a model whose theta we set.
    q <- length(columns)
    Lambda <- matrix(0, q, q)
    if (uncorrelated) diag(Lambda) <- lme$theta else Lambda[lower.tri(Lambda, TRUE)] <- lme$theta
    environment(lme$devfun)$pp$setTheta(lme$theta)
    lme$devfun(lme$theta)
    rho <- environment(lme$devfun)
    n <- nrow(data) - if (reml) ncol(X) else 0
    sigma2 <- (rho$resp$wrss() + rho$pp$sqrL(1)) / n
    T <- sigma2 * Lambda %*% t(Lambda)

    loose <- if (lme$singular) list(L = sqrt(sigma2) * Lambda, free = Lambda != 0) else NULL
    own <- finish(groups, T, sigma2, bases, reml, loose)
    if (is.null(own)) stop(name, " ", method, ": scoring left the parameter space")
    gap <- lme$criterion - own$deviance
    if (abs(gap) > 1e-7 * max(1, abs(own$deviance))) stop(name, " ", method, ": deviance off by ", gap)
    moved <- max(abs(own$T - T) / (1e-2 * max(diag(own$T)) + abs(own$T) + 1e-12))
    if (moved > 1e-4) stop(name, " ", method, ": lme4's T off by ", moved)

    covariance <- own$free_covariance
    se <- sqrt(diag(covariance))
    se_T <- matrix(NA_real_, q, q)
    if (!lme$singular) {
      for (k in seq_along(bases)) se_T[bases[[k]] != 0] <- se[k]
    }
    as_rows <- function(m) unname(as.matrix(m))
    first <- own$effects[1:3]
    result[[method]] <- list(
      gamma = I(own$gamma), se = I(sqrt(diag(own$C))), covariance = as_rows(own$C),
      se_robust = I(sqrt(diag(own$robust))),
      T = as_rows(own$T), se_T = as_rows(se_T),
      sigma2 = own$sigma2, se_sigma2 = se[length(se)],
      variance_covariance = if (lme$singular) NULL else as_rows(covariance),
      singular = lme$singular, deviance = own$deviance, log_likelihood = -own$deviance / 2,
      parameters = length(bases) + 1L + if (reml) 0L else ncol(X),
      newton_decrement = own$decrement,
      tests = group_tests(groups, own$gamma, own$T, own$sigma2),
      effects = lapply(first, function(e) {
        list(
          u = I(e$u), covariance = as_rows(e$covariance),
          covariance_with_gamma = as_rows(e$covariance_with_gamma)
        )
      }),
      lme4 = list(
        deviance = lme$criterion, by_optimiser = as.list(lme$by_optimiser), theta = I(unname(lme$theta)),
        gamma = I(unname(fixef(lme$model))), sigma2 = sigma(lme$model)^2,
        u_first_group = I(unname(unlist(ranef(lme$model)[[1]][names(groups)[1], ])))
      )
    )
    cat(sprintf(
      "%-32s %-4s deviance %.8f lme4 above by %.1e T moved %.1e%s\n", name, method, own$deviance, gap, moved,
      if (lme$singular) " singular" else ""
    ))
  }
  result
}

results <- Map(fit_case, names(cases), cases)
write_json(
  list(
    made_by = file.path(folder, "reference.R"),
    date = format(Sys.Date()),
    versions = list(
      R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
      minqa = as.character(packageVersion("minqa")), nloptr = as.character(packageVersion("nloptr"))
    ),
    cases = results
  ),
  file.path(folder, "lme4.json"),
  digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null", na = "null"
)
