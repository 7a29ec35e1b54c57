# Draws of several kinds, and what the R package posterior says about them.
#
# Run it in this folder: Rscript make.R. It writes draws/CASE.csv (a column for each chain, 17 digits)
# and reference.json. Make them anew only when a case is added, or when posterior corrects a
# definition; a difference from the old values is then a finding to look into.
#
# ess_sd is taken as ess_mean of the squared deviations, as posterior defines it from 1.6.1 on and
# as its mcse_sd has it in all versions; before, ess_sd itself took the absolute deviations.

suppressPackageStartupMessages({
  library(posterior)
  library(jsonlite)
})
set.seed(20260101)

chains <- function(iterations, count, draw) sapply(seq_len(count), function(i) draw(iterations))
autoregressive <- function(phi) function(n) as.numeric(arima.sim(list(ar = phi), n))

cases <- list(
  "normal" = chains(1000, 4, rnorm),
  "autoregressive" = chains(250, 4, autoregressive(0.9)),
  "one chain shifted" = sweep(chains(250, 4, rnorm), 2, c(0, 0, 0, 0.7), "+"),
  "one chain wider" = sweep(chains(250, 4, rnorm), 2, c(1, 1, 1, 3), "*"),
  "cauchy" = chains(250, 4, rcauchy),
  "antithetic" = chains(250, 4, autoregressive(-0.7)),
  "strongly antithetic" = chains(250, 2, autoregressive(-0.97)),
  "ties" = chains(250, 4, function(n) rpois(n, 2)),
  "far from zero" = 1e6 + chains(250, 4, rnorm),
  "constant" = matrix(0.1, 50, 4),
  "constant in each chain" = matrix(rep(1:4, each = 50), 50, 4),
  "not a number" = { x <- chains(50, 4, rnorm); x[7, 2] <- NaN; x },
  "odd length" = chains(501, 4, autoregressive(0.3)),
  "single chain" = chains(250, 1, autoregressive(0.5)),
  "short" = chains(10, 2, rnorm),
  "shorter" = chains(7, 3, rnorm),
  "too short for ess" = chains(5, 2, rnorm)
)

measures <- function(x) {
  quantiles <- quantile2(x, c(0.025, 0.05, 0.95, 0.975), names = FALSE)
  list(
    mean = mean(x), median = median(x), sd = sd(x), mad = mad(x),
    q2.5 = quantiles[1], q5 = quantiles[2], q95 = quantiles[3], q97.5 = quantiles[4],
    rhat = rhat(x), rhat_basic = rhat_basic(x, split = FALSE),
    ess_basic = ess_basic(x, split = FALSE), ess_bulk = ess_bulk(x), ess_tail = ess_tail(x),
    ess_mean = ess_mean(x), ess_sd = ess_mean((x - mean(x))^2), ess_median = ess_median(x),
    ess_q10 = ess_quantile(x, 0.1, names = FALSE), ess_q100 = ess_quantile(x, 1, names = FALSE),
    mcse_mean = mcse_mean(x), mcse_sd = mcse_sd(x), mcse_median = mcse_median(x),
    mcse_q5 = mcse_quantile(x, 0.05, names = FALSE),
    mcse_q95 = mcse_quantile(x, 0.95, names = FALSE)
  )
}

dir.create("draws", showWarnings = FALSE)
for (name in names(cases)) {
  x <- cases[[name]]
  lines <- apply(x, 1, function(row) paste(sprintf("%.17g", row), collapse = ","))
  writeLines(lines, file.path("draws", paste0(gsub(" ", "-", name), ".csv")))
}

# JSON has no infinity; 1e300 stands for it. The warnings say that antithetic sizes were limited.
quietly <- function(x) {
  lapply(suppressWarnings(measures(x)), function(v) if (is.infinite(v)) 1e300 else v)
}
reference <- list(
  made = format(Sys.Date()), R = R.version.string, posterior = format(packageVersion("posterior")),
  cases = lapply(names(cases), function(name) {
    list(name = name, file = paste0(gsub(" ", "-", name), ".csv"), measures = quietly(cases[[name]]))
  })
)
writeLines(toJSON(reference, auto_unbox = TRUE, digits = I(17), na = "null", pretty = TRUE), "reference.json")
