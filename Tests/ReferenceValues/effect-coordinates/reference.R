# Fits of models whose random effects stand in awkward coordinates: predictors far from zero, and effects that
# the rows of no group show together.
#
# Run from the top of the project:
#   Rscript Tests/ReferenceValues/effect-coordinates/reference.R
#
# Writes reference.json. lme4 fits the predictor centred; Fisher scoring with dense matrices finishes the fit (until the
# Newton decrement is below 1e-18) and gives standard errors. What holds for the predictor moved by
# m follows exactly: (u0, u1) becomes (u0 - m u1, u1), with a Jacobian of 1.

suppressMessages({
  library(lme4)
  library(jsonlite)
})
folder <- "Tests/ReferenceValues/effect-coordinates"
data <- read.csv("models/data/orthodont.csv")

dense <- function(X, Z, g, y, T, s2, reml) {
  n <- length(y)
  q <- ncol(Z)
  V <- s2 * diag(n)
  same <- outer(g, g, "==")
  V <- V + same * (Z %*% T %*% t(Z))
  Vi <- solve(V)
  D <- solve(t(X) %*% Vi %*% X)
  gamma <- drop(D %*% t(X) %*% Vi %*% y)
  P <- Vi - Vi %*% X %*% D %*% t(X) %*% Vi
  elements <- which(lower.tri(diag(q), diag = TRUE), arr.ind = TRUE)
  parts <- lapply(seq_len(nrow(elements)), function(k) {
    E <- matrix(0, q, q)
    E[elements[k, 1], elements[k, 2]] <- E[elements[k, 2], elements[k, 1]] <- 1
    same * (Z %*% E %*% t(Z))
  })
  parts <- c(parts, list(diag(n)))
  Q <- if (reml) P else Vi
  gradient <- sapply(parts, function(A) 0.5 * (sum((P %*% y) * (A %*% P %*% y)) - sum(Q * A)))
  products <- lapply(parts, function(A) Q %*% A)
  information <- outer(seq_along(parts), seq_along(parts), Vectorize(function(a, b) {
    0.5 * sum(products[[a]] * t(products[[b]]))
  }))
  logdet <- function(A) as.numeric(determinant(A)$modulus)
  deviance <- (n - reml * ncol(X)) * log(2 * pi) + logdet(V) - reml * logdet(D) + sum(y * (P %*% y))
  list(deviance = deviance, gamma = gamma, D = D, gradient = gradient, information = information)
}

finish <- function(X, Z, g, y, start, s2, reml) {
  T <- start
  for (step in 1:100) {
    now <- dense(X, Z, g, y, T, s2, reml)
    move <- solve(now$information, now$gradient)
    if (sum(move * now$gradient) < 1e-18) break
    E <- matrix(0, ncol(Z), ncol(Z))
    E[lower.tri(E, diag = TRUE)] <- head(move, -1)
    T <- T + E + t(E) - diag(diag(E), ncol(Z))
    s2 <- s2 + tail(move, 1)
  }
  c(now, list(T = T, s2 = s2))
}

growth <- function(reml) {
  a <- data$age - 11
  m <- lmer(distance ~ a + male + (a | subject), cbind(data, a = a), REML = reml)
  X <- cbind(1, a, data$male)
  Z <- cbind(1, a)
  f <- finish(X, Z, data$subject, data$distance, unclass(VarCorr(m)$subject)[, ], sigma(m)^2, reml)
  moved <- function(origin) {
    B <- rbind(c(1, -(11 + origin)), c(0, 1))
    T <- B %*% f$T %*% t(B)
    # How the lower triangle of T moves with that of the centred one, then sigma2.
    units <- list(rbind(c(1, 0), c(0, 0)), rbind(c(0, 1), c(1, 0)), rbind(c(0, 0), c(0, 1)))
    J <- diag(4)
    J[1:3, 1:3] <- sapply(units, function(E) (B %*% E %*% t(B))[c(1, 2, 4)])
    se <- sqrt(diag(J %*% solve(f$information) %*% t(J)))
    list(T = T[c(1, 2, 4)], se_T = se[1:3])
  }
  list(
    deviance = f$deviance, lme4_deviance = if (reml) REMLcrit(m) else -2 * as.numeric(logLik(m)),
    se_slope = sqrt(f$D[2, 2]), sigma2 = f$s2, se_sigma2 = sqrt(solve(f$information)[4, 4]),
    moved_by_1990 = moved(1990), moved_by_100000 = moved(1e5)
  )
}

# A variance for each sex: one random effect a subject, that of its sex.
sexes <- function(reml) {
  X <- cbind(1, data$age, data$male)
  Z <- cbind(1 - data$male, data$male)
  T <- diag(c(2, 2))
  s2 <- 2
  for (step in 1:100) {
    now <- dense(X, Z, data$subject, data$distance, T, s2, reml)
    free <- c(1, 3, 4)
    move <- solve(now$information[free, free], now$gradient[free])
    if (sum(move * now$gradient[free]) < 1e-18) break
    T <- T + diag(move[1:2])
    s2 <- s2 + move[3]
  }
  errors <- sqrt(diag(solve(now$information[free, free])))
  residual <- data$distance - drop(X %*% now$gamma)
  means <- tapply(residual, data$subject, mean)
  rows <- tapply(residual, data$subject, length)
  male <- tapply(data$male, data$subject, mean)
  chi2 <- sapply(0:1, function(sex) sum((means^2 * rows / s2)[male == sex]))
  reliability <- sapply(0:1, function(sex) mean((T[sex + 1, sex + 1] / (T[sex + 1, sex + 1] + s2 / rows))[male == sex]))
  list(
    deviance = now$deviance, T = diag(T), se_T = errors[1:2], sigma2 = s2, chi2 = chi2,
    chi2_df = c(sum(male == 0) - 1, sum(male == 1) - 1), reliability = reliability
  )
}

both <- function(f) list(ml = f(FALSE), reml = f(TRUE))
write_json(
  list(
    made_by = file.path(folder, "reference.R"), date = format(Sys.Date()),
    versions = list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4"))),
    growth = both(growth), sexes = both(sexes)
  ),
  file.path(folder, "reference.json"),
  digits = NA, auto_unbox = TRUE, pretty = TRUE
)
