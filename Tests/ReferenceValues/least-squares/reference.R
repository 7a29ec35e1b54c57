# Least squares by R's lm: the fixed effects of hierarchical models without random effects.
#
# Run from the top of the project:  Rscript Tests/ReferenceValues/least-squares/reference.R
#
# With known variances the weights are 1/v and the residual variance is 1: the standard errors of
# lm, which estimates it, are divided by its root, and t has J - f degrees of freedom.

suppressMessages(library(jsonlite))
read <- function(name) read.csv(file.path("models/data", paste0(name, ".csv")))

inference <- function(fit, known) {
  table <- coef(summary(fit))
  se <- table[, 2] / (if (known) summary(fit)$sigma else 1)
  reach <- qt(0.975, df.residual(fit)) * se
  list(
    gamma = I(unname(table[, 1])), se = I(unname(se)), df = df.residual(fit),
    lower = I(unname(table[, 1] - reach)), upper = I(unname(table[, 1] + reach)),
    sigma2 = if (known) 1 else summary(fit)$sigma^2)
}

teacher <- read("teacher_expectancy")
write_json(
  list(
    made = list(r = R.version.string, date = format(Sys.Date())),
    cases = list(
      sleepstudy = inference(lm(reaction ~ days, read("sleepstudy")), FALSE),
      orthodont = inference(lm(distance ~ age * male, read("orthodont")), FALSE),
      teacher_intercept = inference(lm(yi ~ 1, teacher, weights = 1 / vi), TRUE),
      teacher_weeks_r = inference(lm(yi ~ weeks_r, teacher, weights = 1 / vi), TRUE))),
  "Tests/ReferenceValues/least-squares/least-squares.json",
  auto_unbox = TRUE, digits = NA, pretty = TRUE)
