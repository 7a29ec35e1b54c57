# Long JAGS runs of two-level normal models, with Monte Carlo standard errors.
#
# Run from the top of the project:
#   Rscript Tests/ReferenceValues/jags/jags.R [data directory] [share of the draws, 1 is all]
#
# Priors, as JAGS can say them exactly or so nearly that 10 digits agree:
#   gamma flat                 normal with variance 1e12
#   sigma2 log-uniform         gamma(1e-6, 1e-6) on the precision
#   T inverse-wishart(df, S)   dwish(S, df) on the precision matrix: p(T) is proportional to
#                              |T|^(-(df + q + 1) / 2) exp(-tr(S T^-1) / 2)
#   T uniform-sd, q = 1        uniform(0, 1000) on the standard deviation

suppressMessages({
  library(rjags)
  library(posterior)
  library(jsonlite)
})
load.module("glm", quiet = TRUE)

arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
share <- if (length(arguments) > 1) as.numeric(arguments[[2]]) else 1
output <- "Tests/ReferenceValues/jags/jags.json"
read <- function(name) read.csv(file.path(data_directory, paste0(name, ".csv")))

# One coefficient and two: W holds the predictors of each coefficient, by group.
two <- "model {
  for (i in 1:N) {
    y[i] ~ dnorm(beta[group[i], 1] + beta[group[i], 2] * x[i], precision)
  }
  for (j in 1:J) {
    mu[j, 1] <- inprod(W[j, ], gamma0)
    mu[j, 2] <- inprod(V[j, ], gamma1)
    beta[j, 1:2] ~ dmnorm(mu[j, ], Omega)
  }
  for (k in 1:f0) { gamma0[k] ~ dnorm(0, 1.0E-12) }
  for (k in 1:f1) { gamma1[k] ~ dnorm(0, 1.0E-12) }
  Omega ~ dwish(S, df)
  T <- inverse(Omega)
  precision ~ dgamma(1.0E-6, 1.0E-6)
  sigma2 <- 1 / precision
  for (k in 1:2) { u[k, 1] <- beta[k, 1] - mu[k, 1]
                   u[k, 2] <- beta[k, 2] - mu[k, 2] }
}"
one <- "model {
  for (i in 1:N) { y[i] ~ dnorm(beta[group[i]] + slope * x[i], precision) }
  for (j in 1:J) {
    mu[j] <- inprod(W[j, ], gamma0)
    beta[j] ~ dnorm(mu[j], pow(tau, -2))
  }
  for (k in 1:f0) { gamma0[k] ~ dnorm(0, 1.0E-12) }
  slope ~ dnorm(0, 1.0E-12)
  tau ~ dunif(0, 1000)
  T <- pow(tau, 2)
  precision ~ dgamma(1.0E-6, 1.0E-6)
  sigma2 <- 1 / precision
  for (k in 1:2) { u[k] <- beta[k] - mu[k] }
}"

# Rows to what JAGS wants; predictors of level 2 are taken from each group's first row.
prepare <- function(d, y, group, x, intercept, slope = NULL) {
  id <- unique(d[[group]])
  first <- d[match(id, d[[group]]), ]
  result <- list(
    N = nrow(d), J = length(id), y = d[[y]], x = x, group = match(d[[group]], id),
    W = unname(model.matrix(intercept, first))
  )
  result$f0 <- ncol(result$W)
  if (!is.null(slope)) {
    result$V <- unname(model.matrix(slope, first))
    result$f1 <- ncol(result$V)
  }
  result
}

rats <- read("rats")
sleep <- read("sleepstudy")
orthodont <- read("orthodont")
radon <- read("radon_mn")
hsb <- merge(read("hsb_students"), read("hsb_schools"), by = "school")
hsb$ses_centred <- hsb$ses - ave(hsb$ses, hsb$school)

matrix2 <- function(a, b, c) matrix(c(a, b, b, c), 2)
cases <- list(
  rats = list(
    formula = "weight ~ center(age) + (center(age) | rat)",
    prior = "inverse-wishart(2, [[200, 0], [0, 0.2]])",
    gamma = c("(Intercept)", "center(age)"), code = two, draws = 100000,
    data = c(prepare(rats, "weight", "rat", rats$age - mean(rats$age), ~1, ~1),
      list(S = matrix2(200, 0, 0.2), df = 2))
  ),
  sleepstudy = list(
    formula = "reaction ~ days + (days | subject)",
    prior = "inverse-wishart(4, [[500, 20], [20, 40]])",
    gamma = c("(Intercept)", "days"), code = two, draws = 100000,
    data = c(prepare(sleep, "reaction", "subject", sleep$days, ~1, ~1),
      list(S = matrix2(500, 20, 40), df = 4))
  ),
  orthodont = list(
    formula = "distance ~ I(age - 11) + (I(age - 11) | subject)",
    prior = "inverse-wishart(3, [[2, 0.1], [0.1, 0.1]])",
    gamma = c("(Intercept)", "I(age - 11)"), code = two, draws = 100000,
    data = c(prepare(orthodont, "distance", "subject", orthodont$age - 11, ~1, ~1),
      list(S = matrix2(2, 0.1, 0.1), df = 3))
  ),
  radon = list(
    formula = "log_radon ~ floor + log_uranium + (1 | county)",
    prior = "uniform-sd",
    gamma = c("(Intercept)", "floor", "log_uranium"), code = one, draws = 100000,
    data = prepare(radon, "log_radon", "county", radon$floor, ~log_uranium)
  ),
  hsb_table_4_5 = list(
    formula = "mathach ~ (meanses + sector) * center(ses, school) + (center(ses, school) | school)",
    prior = "inverse-wishart(4, [[2, 0.1], [0.1, 0.2]])",
    gamma = c(
      "(Intercept)", "meanses", "sector", "center(ses, school)",
      "meanses:center(ses, school)", "sector:center(ses, school)"
    ), code = two, draws = 100000,
    data = c(
      prepare(hsb, "mathach", "school", hsb$ses_centred, ~ meanses + sector, ~ meanses + sector),
      list(S = matrix2(2, 0.1, 0.2), df = 4)
    )
  )
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

run_case <- function(name, case) {
  started <- Sys.time()
  generators <- c("Wichmann-Hill", "Marsaglia-Multicarry", "Super-Duper", "Mersenne-Twister")
  starts <- lapply(1:4, function(k) {
    list(.RNG.name = paste0("base::", generators[[k]]), .RNG.seed = 20260101 + k)
  })
  draws <- ceiling(case$draws * share)
  q <- if (is.null(case$data$S)) 1 else 2
  monitors <- c("gamma0", if (q == 2) "gamma1" else "slope", "T", "sigma2", "u")
  model <- jags.model(textConnection(case$code),
    data = case$data, inits = starts, n.chains = 4, n.adapt = 2000, quiet = TRUE
  )
  update(model, max(2000, draws %/% 10), progress.bar = "none")
  found <- coda.samples(model, monitors, n.iter = draws, progress.bar = "none")
  column <- function(what) sapply(found, function(chain) as.vector(chain[, what]))
  available <- colnames(found[[1]])
  elements <- function(name, n) if (n == 1) name else paste0(name, "[", seq_len(n), "]")
  level_2 <- elements("gamma0", case$data$f0)
  gammas <- if (q == 2) c(level_2, elements("gamma1", case$data$f1)) else c(level_2[1], "slope", level_2[-1])
  variances <- if (q == 1) c(T.1.1 = "T") else c(T.1.1 = "T[1,1]", T.2.1 = "T[2,1]", T.2.2 = "T[2,2]")
  effects <- grep("^u", available, value = TRUE)
  result <- list(
    formula = case$formula, prior_T = case$prior, gamma_labels = case$gamma,
    chains = 4, draws_per_chain = draws,
    gamma = lapply(gammas, function(v) summarise(column(v))),
    T = lapply(variances, function(v) summarise(column(v))),
    sigma2 = summarise(column("sigma2")),
    u = sapply(effects, function(v) summarise(column(v)), simplify = FALSE)
  )
  cat(name, format(Sys.time() - started), "\n")
  result
}

results <- list()
for (name in names(cases)) {
  results[[name]] <- run_case(name, cases[[name]])
  write_json(
    list(
      made_by = "Tests/ReferenceValues/jags/jags.R",
      date = format(Sys.Date()),
      versions = list(
        R = as.character(getRversion()), JAGS = as.character(jags.version()),
        rjags = as.character(packageVersion("rjags")),
        posterior = as.character(packageVersion("posterior"))
      ),
      probabilities = probabilities,
      cases = results
    ),
    output,
    digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null"
  )
}
