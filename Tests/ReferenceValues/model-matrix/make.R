# Labels and columns of R's model.matrix for formulas in Lindley's grammar.
# Run in this folder:  Rscript make.R
# Needs R (r-base-core) and jsonlite (r-cran-jsonlite). Writes data.csv and reference.json.

set.seed(20260101)
n <- 24
data <- data.frame(
  y = round(rnorm(n, 10, 3), 3),
  x = round(rnorm(n), 3),
  z = round(rexp(n) + 0.1, 3),
  w = rep(round(rnorm(4), 3), each = 6),
  a = sample(rep(c("low", "mid", "high"), 8)),
  b = sample(rep(c("no", "yes"), 12)),
  c = sample(rep(c("p", "q"), 12)),
  k = sample(rep(c(3, 1, 2, 10), 6)),
  school = rep(c("s9", "s1", "s4", "s2"), each = 6),
  stringsAsFactors = FALSE
)
names(data)[names(data) == "c"] <- "my col"
write.csv(data, "data.csv", row.names = FALSE, quote = FALSE)

# Lindley's functions where they differ from R's.
factor <- function(x) base::factor(x, levels = unique(x))
center <- function(x, g) if (missing(g)) x - base::mean(x) else x - ave(x, g)
mean <- function(x, g) ave(x, g)

formulas <- c(
  "1",
  "x",
  "0 + x",
  "x - 1",
  "-1 + x + z",
  "x + 0 + 1",
  "(w + x) * center(z, school)",
  "x:z + x",
  "z:x + x + x:z",
  "x * z * w",
  "x * z * w - x:z:w",
  "(x + z + w)^2",
  "(x + z + w)^3 - x:z",
  "(a + x)^2 - a",
  "x/z",
  "(x + z)/w",
  "a/x",
  "a/b",
  "a/(b + x)",
  "a",
  "0 + a",
  "0 + x + a",
  "0 + a + b",
  "0 + b + a",
  "a + b",
  "a * b",
  "a:b",
  "0 + a:b",
  "a + a:b",
  "b + a:b",
  "x:a",
  "x + x:a",
  "a + x:a",
  "a * x",
  "0 + a * x",
  "0 + x * a",
  "a * b * x",
  "a:b:x",
  "a + a:b:x",
  "a:x + b:x",
  "a * b - a",
  "a * b - 1",
  "`my col`",
  "x * `my col`",
  "`my col`:a + b",
  "factor(k)",
  "0 + factor(k)",
  "x * factor(k)",
  "factor(k):b",
  "log(z)",
  "exp(x/2)",
  "sqrt(z + 1)",
  "I(x^2)",
  "I(-x^2 + 2 * z)",
  "I((x - 1)*(z+0.50))",
  "I(x/100000)",
  "I(x*0.00001 + 123456)",
  "I(x^-2)",
  "I(2^x^2/3/z)",
  "I(x - z - 1)",
  "center(x)",
  "center(x, school)",
  "mean(x, school)",
  "mean(x,school)*center( x ,school )",
  "center(log(z), school)",
  "log(z) * center(I(x^2), school) + w",
  "x + x^2",
  "(1 + x) * a",
  "(0 + x) * z",
  "x + (z - x)",
  "x + z + w - (x + z)",
  "w:a + x:z + a"
)

reference <- lapply(formulas, function(text) {
  matrix <- model.matrix(as.formula(paste("~", text)), data)
  list(formula = text, labels = I(colnames(matrix)), columns = unname(lapply(seq_len(ncol(matrix)), function(j) I(unname(matrix[, j])))))
})
jsonlite::write_json(
  list(made = list(R = R.version.string, jsonlite = as.character(packageVersion("jsonlite")), date = as.character(Sys.Date())), cases = reference),
  "reference.json", digits = 17, auto_unbox = TRUE)
