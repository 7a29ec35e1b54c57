# Simulated data with more effects than published data sets have, and lme4's fits of them.
#
# Run from the top of the project:
#   Rscript Tests/ReferenceValues/simulated/reference.R
#
# Writes four_effects.csv (200 groups of 4 to 9 rows) and lme4.json. The data are rounded, so that
# the file holds exactly what was fitted. `y` has a T of full rank, `y_singular` one of rank 2 and
# `y_fixed` none but for the intercept. lme4 runs with three optimisers; the lowest deviance wins.

suppressMessages({
  library(lme4)
  library(jsonlite)
})
folder <- "Tests/ReferenceValues/simulated"

set.seed(20260101)
groups <- 200
sizes <- sample(4:9, groups, replace = TRUE)
g <- rep(seq_len(groups), sizes)
n <- length(g)
w <- matrix(round(rnorm(2 * groups), 2), groups)
x <- matrix(round(rnorm(3 * n), 2), n)
Z <- cbind(1, x)
X <- model.matrix(~ (w1 + w2) * (x1 + x2 + x3), data.frame(w1 = w[g, 1], w2 = w[g, 2], x1 = x[, 1], x2 = x[, 2], x3 = x[, 3]))
gamma <- seq(1, 0.2, length.out = ncol(X))
L <- rbind(c(1, 0, 0, 0), c(0.3, 0.7, 0, 0), c(-0.2, 0.4, 0.8, 0), c(0.1, -0.3, 0.2, 0.6))
effects <- function(L) (matrix(rnorm(groups * ncol(L)), groups) %*% t(L))[g, ]
outcome <- function(L) round(as.vector(X %*% gamma) + rowSums(Z * effects(L)) + rnorm(n), 3)
data <- data.frame(
  g = g, w1 = w[g, 1], w2 = w[g, 2], x1 = x[, 1], x2 = x[, 2], x3 = x[, 3],
  y = outcome(L), y_singular = outcome(0.5 * L[, 1:2]), y_fixed = outcome(0.7 * L * (row(L) == 1))
)
write.csv(data, file.path(folder, "four_effects.csv"), row.names = FALSE, quote = FALSE)

fixed <- "(w1 + w2) * (x1 + x2 + x3)"
cases <- list(
  four_effects = paste("y ~", fixed, "+ (x1 + x2 + x3 | g)"),
  four_effects_uncorrelated = paste("y ~", fixed, "+ (x1 + x2 + x3 || g)"),
  singular = paste("y_singular ~", fixed, "+ (x1 + x2 + x3 | g)"),
  singular_uncorrelated = paste("y_fixed ~", fixed, "+ (x1 + x2 + x3 || g)"),
  nearly_fixed = paste("y_fixed ~", fixed, "+ (x1 + x2 + x3 | g)")
)
controls <- list(
  bobyqa = lmerControl("bobyqa",
    optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore"),
  nloptwrap = lmerControl("nloptwrap",
    optCtrl = list(xtol_abs = 1e-14, xtol_rel = 1e-14, ftol_abs = 1e-14, ftol_rel = 1e-15, maxeval = 1e5),
    check.conv.singular = "ignore"),
  nlminb = lmerControl("nlminbwrap",
    optCtrl = list(rel.tol = 1e-15, x.tol = 1e-12, eval.max = 1e5, iter.max = 1e5), check.conv.singular = "ignore")
)
fit <- function(formula, reml) {
  fits <- lapply(controls, function(control) {
    suppressWarnings(suppressMessages(lmer(as.formula(formula), data, REML = reml, control = control)))
  })
  criterion <- function(m) if (reml) REMLcrit(m) else -2 * as.numeric(logLik(m))
  values <- sapply(fits, criterion)
  best <- fits[[which.min(values)]]
  parts <- VarCorr(best)
  T <- if (length(parts) == 1) matrix(parts[[1]], nrow(parts[[1]])) else diag(sapply(parts, function(p) p[1, 1]))
  theta <- getME(best, "theta")
  list(
    deviance = min(values), by_optimiser = as.list(values), gamma = I(unname(fixef(best))),
    se = I(unname(sqrt(diag(as.matrix(vcov(best)))))), T = unname(T), sigma2 = sigma(best)^2,
    singular = any(abs(theta[getME(best, "lower") == 0]) < 1e-4)
  )
}
results <- lapply(cases, function(formula) {
  list(formula = formula, observations = n, groups = groups, ml = fit(formula, FALSE), reml = fit(formula, TRUE))
})
write_json(
  list(
    made_by = file.path(folder, "reference.R"), date = format(Sys.Date()),
    versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4"))),
    cases = results
  ),
  file.path(folder, "lme4.json"),
  digits = NA, auto_unbox = TRUE, pretty = TRUE
)
