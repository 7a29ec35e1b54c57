# What the notebook on SAT coaching says beside the program's own output, by metafor's rma.mv and by formula.
#
# Run from the top of the project:  Rscript Tests/ReferenceValues/notebooks/sat_coaching.R [data directory]
#
# Table 7.7's model: each outcome's mean and slope on centred log hours. Coefficients and standard errors by REML; with T
# at 0 and at the book's printed values; and by REML without single studies.

suppressMessages(library(metafor))
arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
sat <- read.csv(file.path(data_directory, "sat_coaching_long.csv"))
sat <- sat[!is.na(sat$hrs), ]

prepare <- function(d) {
  d$log_hrs <- log(d$hrs) - mean(log(d$hrs))
  V <- 0.66 * outer(sqrt(d$vi), sqrt(d$vi)) * outer(d$study, d$study, "==")
  diag(V) <- d$vi
  list(d = d, V = V)
}
show <- function(name, estimate, se) {
  labels <- c("math", "verbal", "math, log hours", "verbal, log hours")
  cat(name, paste0("  ", labels, sprintf(" %.3f (%.3f)", estimate, se)), sep = "\n")
}
reml <- function(name, d) {
  p <- prepare(d)
  fit <- rma.mv(yi, p$V, mods = ~ 0 + outcome + outcome:log_hrs, random = ~ outcome | study, struct = "UN", data = p$d)
  show(name, fit$beta, fit$se)
}
given <- function(name, T) {
  p <- prepare(sat)
  X <- model.matrix(~ 0 + outcome + outcome:log_hrs, p$d)
  place <- as.integer(factor(p$d$outcome))
  weight <- solve(p$V + T[place, place] * outer(p$d$study, p$d$study, "=="))
  covariance <- solve(t(X) %*% weight %*% X)
  show(name, covariance %*% t(X) %*% weight %*% p$d$yi, sqrt(diag(covariance)))
}

cat(R.version.string, "metafor", as.character(packageVersion("metafor")), "\n")
reml("REML", sat)
given("T = 0", matrix(0, 2, 2))
given("T as printed in Table 7.7", matrix(c(28.48, -8.35, -8.35, 7.68), 2) / 1000)
reml("REML without Reynolds & Oberman", sat[sat$study != "Reynolds & Oberman", ])
reml("REML without FTC", sat[sat$study != "FTC", ])
cat("Ranges of effects: verbal", range(sat$yi[sat$outcome == "verbal"]), "math", range(sat$yi[sat$outcome == "math"]), "\n")
