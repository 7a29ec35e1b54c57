# Long JAGS runs of two-level models with t errors of level 1, with Monte Carlo standard errors.
#
# Run from the top of the project:
#   Rscript Tests/ReferenceValues/t-errors/level_one.R [data directory] [share of the draws, 1 is all]
#
# The errors of the rows are N(0, sigma2 / w), w ~ gamma(nu / 2, nu / 2); priors as in ../jags/jags.R.

suppressMessages({
  library(rjags)
  library(posterior)
  library(jsonlite)
})
load.module("glm", quiet = TRUE)

arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
share <- if (length(arguments) > 1) as.numeric(arguments[[2]]) else 1
output <- "Tests/ReferenceValues/t-errors/level_one.json"

code <- function(nu, effects) paste0("model {
  for (i in 1:N) {
    y[i] ~ dnorm(beta[group[i], 1] + beta[group[i], 2] * x[i], precision * w[i])
    w[i] ~ dgamma(nu / 2, nu / 2)
  }
  for (j in 1:J) {
    ", if (effects == "normal") "beta[j, 1:2] ~ dmnorm(gamma, Omega)" else
    "v[j] ~ dgamma(2, 2)
    eta[j, 1:2] ~ dmnorm(zero, Omega)
    for (k in 1:2) { beta[j, k] <- gamma[k] + eta[j, k] / sqrt(v[j]) }", "
  }
  for (k in 1:2) { gamma[k] ~ dnorm(0, 1.0E-12) }
  Omega ~ dwish(S, 4)
  T <- inverse(Omega)
  precision ~ dgamma(1.0E-6, 1.0E-6)
  sigma2 <- 1 / precision
  ", if (nu == "estimate") "nu ~ dgamma(2, 0.1) T(1,)" else paste("nu <-", nu), "
  for (j in 1:2) { for (k in 1:2) { u[j, k] <- beta[j, k] - gamma[k] } }
}")

sleep <- read.csv(file.path(data_directory, "sleepstudy.csv"))
id <- unique(sleep$subject)
data <- list(
  N = nrow(sleep), J = length(id), y = sleep$reaction, x = sleep$days,
  group = match(sleep$subject, id), S = matrix(c(500, 20, 20, 40), 2),
  zero = c(0, 0)
)

probabilities <- c(0.025, 0.05, 0.5, 0.95, 0.975)
summarise <- function(x) {  # x: draws by chains
  list(
    mean = mean(x), sd = sd(x), quantiles = as.vector(quantile(x, probabilities)),
    mcse_mean = mcse_mean(x), mcse_sd = mcse_sd(x),
    mcse_quantiles = as.vector(mcse_quantile(x, probs = probabilities)),
    rhat = rhat(x), ess_bulk = ess_bulk(x), ess_tail = ess_tail(x)
  )
}

# Rows 57 and 60 (subject 332, a jump of 90 ms; counted from 1) are outliers.
rows <- c(1, 57, 60, 131)
run_case <- function(nu, effects, draws) {
  started <- Sys.time()
  generators <- c("Wichmann-Hill", "Marsaglia-Multicarry", "Super-Duper", "Mersenne-Twister")
  starts <- lapply(1:4, function(k) {
    list(.RNG.name = paste0("base::", generators[[k]]), .RNG.seed = 20260101 + k)
  })
  draws <- ceiling(draws * share)
  weights <- paste0("w[", rows, "]")
  monitors <- c("gamma", "T", "sigma2", "u", weights, if (nu == "estimate") "nu")
  model <- jags.model(textConnection(code(nu, effects)),
    data = data, inits = starts, n.chains = 4, n.adapt = 2000, quiet = TRUE
  )
  update(model, max(2000, draws %/% 10), progress.bar = "none")
  found <- coda.samples(model, monitors, n.iter = draws, thin = 2, progress.bar = "none")
  column <- function(what) sapply(found, function(chain) as.vector(chain[, what]))
  variances <- c(T.1.1 = "T[1,1]", T.2.1 = "T[2,1]", T.2.2 = "T[2,2]")
  effect_names <- grep("^u", colnames(found[[1]]), value = TRUE)
  result <- list(
    level_one = if (nu == "estimate") "t(estimate)" else paste0("t(", nu, ")"), effects = effects,
    draws_per_chain = draws,
    gamma = lapply(paste0("gamma[", 1:2, "]"), function(v) summarise(column(v))),
    T = lapply(variances, function(v) summarise(column(v))),
    sigma2 = summarise(column("sigma2")),
    u = sapply(effect_names, function(v) summarise(column(v)), simplify = FALSE),
    rows = rows, weights = lapply(weights, function(v) summarise(column(v)))
  )
  if (nu == "estimate") result$nu <- summarise(column("nu"))
  cat(result$level_one, effects, format(Sys.time() - started), "\n")
  result
}

results <- list(
  run_case("4", "normal", 60000), run_case("4", "t(4)", 60000), run_case("estimate", "normal", 120000)
)
write_json(
  list(
    made_by = "Tests/ReferenceValues/t-errors/level_one.R",
    date = format(Sys.Date()),
    versions = list(
      R = as.character(getRversion()), JAGS = as.character(jags.version()),
      rjags = as.character(packageVersion("rjags")),
      posterior = as.character(packageVersion("posterior"))
    ),
    probabilities = probabilities,
    formula = "reaction ~ days + (days | subject)",
    prior_T = "inverse-wishart(4, [[500, 20], [20, 40]])",
    runs = results
  ),
  output,
  digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null"
)
