# Effect sizes and sampling variances by metafor's escalc; covariances by formulas written down here.
#
# Run from the top of the project:  Rscript Tests/ReferenceValues/effect-sizes/reference.R

suppressMessages({
  library(metafor)
  library(jsonlite)
})

means <- data.frame(
  m1i = c(103.2, 5, 3, -0.4), sd1i = c(14.1, 1, 2, 0.9), n1i = c(22, 10, 2, 150),
  m2i = c(98.7, 4, 1, 0.3), sd2i = c(15.3, 1.5, 1, 1.1), n2i = c(25, 12, 2, 143))
tables <- data.frame(
  ai = c(0, 5, 10, 0, 31), bi = c(10, 15, 0, 10, 402), ci = c(3, 7, 10, 0, 55), di = c(7, 13, 0, 12, 391))
correlations <- data.frame(ri = c(0.5, -0.2, 0.93), ni = c(10, 4, 250))
proportions <- data.frame(xi = c(0, 5, 10, 317), mi = c(10, 15, 0, 55))
deviations <- data.frame(sdi = c(2, 3, 14.7), ni = c(10, 2, 96))

size <- function(data, es) list(inputs = as.matrix(data), yi = as.numeric(es$yi), vi = as.numeric(es$vi))
cases <- list(
  "smd" = size(means, escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means)),
  "md" = size(means, escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = means)),
  "log-odds-ratio" = size(tables, escalc("OR", ai = ai, bi = bi, ci = ci, di = di, data = tables)),
  "log-risk-ratio" = size(tables, escalc("RR", ai = ai, bi = bi, ci = ci, di = di, data = tables)),
  "risk-difference" = size(tables, escalc("RD", ai = ai, bi = bi, ci = ci, di = di, data = tables)),
  "fisher-z" = size(correlations, escalc("ZCOR", ri = ri, ni = ni, data = correlations)),
  "logit" = size(proportions, escalc("PLO", xi = xi, mi = mi, data = proportions)),
  "log-sd" = size(deviations, escalc("SDLN", sdi = sdi, ni = ni, data = deviations)))

# Cohen's d: Hedges' g of metafor without its correction, taken out again.
g <- cases[["smd"]]$yi
m <- means$n1i + means$n2i - 2
j <- exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))
d <- g / j
cases[["smd-uncorrected"]] <- list(
  inputs = as.matrix(means), yi = d,
  vi = 1 / means$n1i + 1 / means$n2i + d^2 / (2 * (means$n1i + means$n2i)))

# Two outcomes of one study, and two treatments beside one control group. The data are of one
# outcome each; the covariance of two means of the same n people is rho s s'/n.
two <- means[c(1, 1), ]
two$m1i[2] <- 101.9
two$sd1i[2] <- 13.2
two$m2i[2] <- 97.1
two$sd2i[2] <- 14.4
rho <- 0.66
es <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = two)
outcomes <- list(
  inputs = as.matrix(two), correlation = rho,
  smd = rho * (1 / 22 + 1 / 25) + rho^2 * prod(es$yi) / (2 * 47),
  md = rho * (14.1 * 13.2 / 22 + 15.3 * 14.4 / 25))
arms <- means[c(1, 1), ]
arms$m1i[2] <- 107.4
arms$sd1i[2] <- 15.9
arms$n1i[2] <- 31
es <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = arms)
# metafor's manual of Gleser & Olkin (1994): 1/n2 + y y'/(2N).
control <- list(
  inputs = as.matrix(arms), smd = 1 / 25 + prod(es$yi) / (2 * (22 + 31 + 25)), md = 15.3^2 / 25)
counts <- tables[c(2, 2), ]
counts$ai[2] <- 9
counts$bi[2] <- 12
shared <- list(
  inputs = as.matrix(counts), `log-odds-ratio` = 1 / 7 + 1 / 13, `log-risk-ratio` = 1 / 7 - 1 / 20,
  `risk-difference` = 0.35 * 0.65 / 20)
sd <- list(inputs = as.matrix(deviations[c(3, 3), ]), correlation = rho, `log-sd` = rho^2 / (2 * 95))

write_json(
  list(
    metafor = as.character(packageVersion("metafor")), R = R.version.string,
    date = format(Sys.Date()), cases = cases, outcomes = outcomes, control = control,
    sharedCounts = shared, deviations = sd),
  "Tests/ReferenceValues/effect-sizes/effect-sizes.json", digits = NA, auto_unbox = TRUE, matrix = "rowmajor",
  pretty = TRUE)
