# Fits with known level-1 variances by the R package metafor, each checked by formulas of our own.
#
# Run from the top of the project:  Rscript Tests/ReferenceValues/metafor/reference.R [data directory]
#
# metafor maximises by Fisher scoring. Here the likelihood is also written down afresh (dense
# matrices, one-dimensional search over tau2), and the script stops where the two differ.

suppressMessages({
  library(metafor)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = TRUE)
data_directory <- if (length(arguments) > 0) arguments[[1]] else "models/data"
output <- "Tests/ReferenceValues/metafor/metafor.json"
read <- function(name) read.csv(file.path(data_directory, paste0(name, ".csv")))

teacher <- read("teacher_expectancy")
schools <- read("eight_schools")
schools$yi <- schools$y
schools$vi <- schools$se^2
sat <- read("sat_coaching_long")
verbal <- sat[sat$outcome == "verbal", ]
verbal$study <- verbal$id  # one row a study

cases <- list(
  teacher_intercept = list(teacher, ~1, "study"),
  teacher_weeks_r = list(teacher, ~weeks_r, "study"),
  teacher_setting_weeks_r = list(teacher, ~ factor(setting) + weeks_r, "study"),
  eight_schools_intercept = list(schools, ~1, "school"),
  sat_verbal_intercept = list(verbal, ~1, "sid"),
  sat_verbal_log_hrs = list(verbal[!is.na(verbal$hrs), ], ~ log(hrs), "sid")
)

# Everything that depends on tau2 alone, from dense matrices.
at <- function(tau2, y, v, X) {
  V <- diag(v + tau2, length(y))
  Vinv <- solve(V)
  information <- t(X) %*% Vinv %*% X
  covariance <- solve(information)
  gamma <- as.vector(covariance %*% t(X) %*% Vinv %*% y)
  r <- as.vector(y - X %*% gamma)
  P <- Vinv - Vinv %*% X %*% covariance %*% t(X) %*% Vinv
  log_det_v <- sum(log(v + tau2))
  quadratic <- sum(r^2 / (v + tau2))
  n <- length(y)
  f <- ncol(X)
  list(
    gamma = gamma, covariance = covariance, residual = r, P = P,
    deviance_ml = n * log(2 * pi) + log_det_v + quadratic,
    deviance_reml = (n - f) * log(2 * pi) + log_det_v +
      as.numeric(determinant(information)$modulus) + quadratic,
    information_ml = sum(1 / (v + tau2)^2) / 2,
    information_reml = sum(diag(P %*% P)) / 2,
    score_ml = (sum(r^2 / (v + tau2)^2) - sum(1 / (v + tau2))) / 2,
    score_reml = (sum((P %*% y)^2) - sum(diag(P))) / 2
  )
}

# The maximum over tau2 >= 0: a fine scan for the right hill, then the root of the score.
maximise <- function(y, v, X, method) {
  deviance <- function(t2) at(t2, y, v, X)[[paste0("deviance_", method)]]
  score <- function(t2) at(t2, y, v, X)[[paste0("score_", method)]]
  grid <- c(0, exp(seq(log(min(v) * 1e-6), log(max(v) * 100), length.out = 2000)))
  best <- which.min(vapply(grid, deviance, 0))
  if (best == 1 && score(0) <= 0) return(0)
  uniroot(score, grid[c(max(best - 1, 1), best + 1)], tol = 1e-15)$root
}

close_to <- function(a, b, what, tolerance = 1e-6) {
  difference <- max(abs(a - b) / pmax(1e-3, abs(b)))
  if (difference > tolerance) stop(what, ": ", a, " and ", b)
}

fit_case <- function(name, case) {
  data <- case[[1]]
  X <- model.matrix(case[[2]], data)
  y <- data$yi
  v <- data$vi
  n <- length(y)
  f <- ncol(X)
  result <- list(
    observations = n, dropped = 0L, labels = I(colnames(X)),
    group = as.character(data[[case[[3]]]])
  )
  for (method in c("ml", "reml")) {
    # 1e-12 for the step in tau2: as far as scoring gets.
    fit <- function(test) {
      suppressWarnings(rma.uni(y, v,
        mods = X, intercept = FALSE, method = toupper(method), test = test,
        control = list(threshold = 1e-13, maxiter = 100000)
      ))
    }
    z <- fit("z")
    knha <- fit("knha")

    tau2 <- maximise(y, v, X, method)
    own <- at(tau2, y, v, X)
    null_tau2 <- maximise(y, v, X[, 1, drop = FALSE], method)
    label <- paste(name, method)
    close_to(z$tau2, tau2, paste(label, "tau2"))
    close_to(as.vector(z$beta), own$gamma, paste(label, "gamma"))
    close_to(z$se, sqrt(diag(own$covariance)), paste(label, "se"))
    metafor_deviance <- -2 * as.numeric(logLik(z))
    log_det_xx <- as.numeric(determinant(t(X) %*% X)$modulus)
    deviance <- own[[paste0("deviance_", method)]]
    # metafor's restricted likelihood adds half of log|X'X| to ours.
    close_to(metafor_deviance, if (method == "ml") deviance else deviance - log_det_xx,
      paste(label, "deviance"),
      tolerance = 1e-8
    )
    close_to(z$se.tau2, 1 / sqrt(own[[paste0("information_", method)]]), paste(label, "se.tau2"))

    # Knapp-Hartung: s2 = r'V^-1 r / (n - f) scales the covariance matrix.
    s2 <- sum(own$residual^2 / (v + tau2)) / (n - f)
    knha_se <- sqrt(s2 * diag(own$covariance))
    close_to(knha$se, knha_se, paste(label, "knha"))

    # Typical variance of Higgins & Thompson, generalised with P as metafor does.
    P0 <- at(0, y, v, X)$P
    typical <- (n - f) / sum(diag(P0))
    H2 <- tau2 / typical + 1
    I2 <- 100 * tau2 / (tau2 + typical)
    close_to(z$I2, I2, paste(label, "I2"))
    close_to(z$H2, H2, paste(label, "H2"))
    r0 <- at(0, y, v, X)$residual
    QE <- sum(r0^2 / v)
    close_to(z$QE, QE, paste(label, "QE"))

    # The true effect: X gamma + lambda (y - X gamma), lambda the reliability.
    lambda <- tau2 / (tau2 + v)
    fitted <- as.vector(X %*% own$gamma)
    effect <- fitted + lambda * own$residual
    sd_fixed <- sqrt(lambda * v)
    leverage <- rowSums((X %*% own$covariance) * X)
    sd_with_gamma <- sqrt(lambda * v + (1 - lambda)^2 * leverage)
    blup <- blup(z)
    close_to(blup$pred, effect, paste(label, "blup"))
    close_to(blup$se, sd_with_gamma, paste(label, "blup se"))

    result[[method]] <- list(
      gamma = I(own$gamma),
      se = I(sqrt(diag(own$covariance))),
      z = I(own$gamma / sqrt(diag(own$covariance))),
      p = I(2 * pnorm(-abs(own$gamma) / sqrt(diag(own$covariance)))),
      covariance = own$covariance,
      knha = list(
        scale = s2, se = I(knha_se), t = I(own$gamma / knha_se), df = n - f,
        p = I(2 * pt(-abs(own$gamma / knha_se), n - f))
      ),
      tau2 = tau2,
      se_tau2 = 1 / sqrt(own[[paste0("information_", method)]]),
      boundary = tau2 == 0,
      score_tau2 = own[[paste0("score_", method)]],
      log_likelihood = -deviance / 2,
      deviance = deviance,
      metafor_log_likelihood = -metafor_deviance / 2,
      log_det_xx = log_det_xx,
      parameters = if (method == "ml") f + 1L else 1L,
      H = list(statistic = QE, df = n - f, p = pchisq(QE, n - f, lower.tail = FALSE)),
      I2 = I2,
      H2 = H2,
      R2 = if (f > 1 && null_tau2 > 0) 100 * max(0, (null_tau2 - tau2) / null_tau2) else NULL,
      null_tau2 = if (f > 1) null_tau2 else NULL,
      metafor = list(
        gamma = I(as.vector(z$beta)), se = I(z$se), knha_se = I(knha$se), tau2 = z$tau2,
        se_tau2 = z$se.tau2, QE = z$QE, QEp = z$QEp, I2 = z$I2, H2 = z$H2,
        blup = blup$pred, blup_se = blup$se
      ),
      reliability = lambda,
      effect = effect,
      effect_sd = sd_fixed,
      effect_sd_with_gamma = sd_with_gamma
    )
  }
  result
}

results <- Map(fit_case, names(cases), cases)
results$sat_verbal_log_hrs$dropped <- sum(is.na(verbal$hrs))
write_json(
  list(
    made_by = "Tests/ReferenceValues/metafor/reference.R",
    date = format(Sys.Date()),
    versions = list(
      R = as.character(getRversion()), metafor = as.character(packageVersion("metafor"))
    ),
    cases = results
  ),
  output,
  digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null", na = "null"
)
