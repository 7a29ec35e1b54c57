# Checks that rstan, posterior and coda read the draws of a run, and agree with its summary.
#
#     Rscript readers.R DIR
#
# DIR holds draws_1.csv, draws_2.csv, ..., summary.json, the output of `lindley summary DIR --format
# json`, and the exports draws-df.csv and coda. Needs the packages rstan, posterior, coda and jsonlite.

# rstan stays unattached: it has an ess_bulk of its own, by another definition of the ranks.
suppressPackageStartupMessages(library(posterior))

folder <- commandArgs(trailingOnly = TRUE)[1]
paths <- Sys.glob(file.path(folder, "draws_*.csv"))
summary <- jsonlite::fromJSON(file.path(folder, "summary.json"))
stopifnot(length(paths) > 0, nrow(summary) > 0)

bracketed <- function(variable) {
  parts <- strsplit(variable, ".", fixed = TRUE)[[1]]
  if (length(parts) == 1) parts else sprintf("%s[%s]", parts[1], paste(parts[-1], collapse = ","))
}

failures <- character()

check <- function(reader, variable, measure, ours, expected) {
  ours <- as.numeric(ours)
  same <- if (is.na(ours) || is.na(expected)) is.na(ours) && is.na(expected)
    else abs(ours - expected) <= 1e-6 * max(1, abs(expected))
  if (!same) {
    failures <<- c(failures, sprintf(
      "%s, %s, %s: summary %.10g, reader %.10g", reader, variable, measure, ours, expected))
  }
}

# Every measure of the summary, by posterior, from draws that a reader gave.
compare <- function(reader, draws) {
  stopifnot(nchains(draws) == length(paths))
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
      check(reader, row$variable, measure, row[[measure]], theirs[[measure]])
    }
  }
}

# The draws files themselves.
fit <- suppressWarnings(suppressMessages(rstan::read_stan_csv(paths)))
compare("rstan", as_draws_array(as.array(fit)))

# One CSV of all draws.
frame <- as_draws_df(read.csv(file.path(folder, "draws-df.csv"), check.names = FALSE))
compare("posterior", frame)

# CODA, whose own summary has quantiles too.
chains <- Sys.glob(file.path(folder, "coda", "CODAchain*.txt"))
index <- file.path(folder, "coda", "CODAindex.txt")
list <- coda::as.mcmc.list(lapply(chains, coda::read.coda, index.file = index, quiet = TRUE))
compare("coda", as_draws_array(list))
own <- base::summary(list, quantiles = c(0.025, 0.5, 0.975))
for (i in seq_len(nrow(summary))) {
  row <- summary[i, ]
  theirs <- own$quantiles[bracketed(row$variable), ]
  check("coda's summary", row$variable, "q2.5", row$q2.5, theirs[["2.5%"]])
  check("coda's summary", row$variable, "median", row$median, theirs[["50%"]])
  check("coda's summary", row$variable, "q97.5", row$q97.5, theirs[["97.5%"]])
}

writeLines(failures)
cat(sprintf(
  "rstan %s, posterior %s and coda %s: %d chains, %d variables, %d differences\n",
  packageVersion("rstan"), packageVersion("posterior"), packageVersion("coda"), length(paths),
  nrow(summary), length(failures)))
quit(status = if (length(failures) > 0) 1 else 0)
