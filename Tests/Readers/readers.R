# Checks that rstan and posterior read a folder of draws, and agree with its summary.
#
#     Rscript readers.R DIR
#
# DIR holds draws_1.csv, draws_2.csv, ... and summary.json, the output of
# `lindley summary DIR --format json`. Needs the packages rstan, posterior and jsonlite.

# rstan stays unattached: it has an ess_bulk of its own, by another definition of the ranks.
suppressPackageStartupMessages(library(posterior))

folder <- commandArgs(trailingOnly = TRUE)[1]
paths <- Sys.glob(file.path(folder, "draws_*.csv"))
summary <- jsonlite::fromJSON(file.path(folder, "summary.json"))
stopifnot(length(paths) > 0, nrow(summary) > 0)

fit <- suppressWarnings(suppressMessages(rstan::read_stan_csv(paths)))
draws <- as_draws_array(as.array(fit))
stopifnot(nchains(draws) == length(paths))

bracketed <- function(variable) {
  parts <- strsplit(variable, ".", fixed = TRUE)[[1]]
  if (length(parts) == 1) parts else sprintf("%s[%s]", parts[1], paste(parts[-1], collapse = ","))
}

failures <- character()
for (i in seq_len(nrow(summary))) {
  row <- summary[i, ]
  x <- extract_variable_matrix(draws, bracketed(row$variable))
  quantiles <- quantile2(x, c(0.025, 0.05, 0.95, 0.975), names = FALSE)
  theirs <- suppressWarnings(c(
    mean = mean(x), median = median(x), sd = sd(x), mad = mad(x),
    q2.5 = quantiles[1], q5 = quantiles[2], q95 = quantiles[3], q97.5 = quantiles[4],
    mcse_mean = mcse_mean(x), rhat = rhat(x), ess_bulk = ess_bulk(x), ess_tail = ess_tail(x)
  ))
  for (measure in names(theirs)) {
    ours <- as.numeric(row[[measure]])
    expected <- theirs[[measure]]
    same <- if (is.na(ours) || is.na(expected)) is.na(ours) && is.na(expected)
      else abs(ours - expected) <= 1e-6 * max(1, abs(expected))
    if (!same) {
      failures <- c(failures, sprintf(
        "posterior, %s, %s: summary %.10g, reader %.10g", row$variable, measure, ours, expected))
    }
  }
}

writeLines(failures)
cat(sprintf(
  "rstan %s and posterior %s: %d chains, %d variables, %d differences\n",
  packageVersion("rstan"), packageVersion("posterior"), length(paths), nrow(summary),
  length(failures)))
quit(status = if (length(failures) > 0) 1 else 0)
