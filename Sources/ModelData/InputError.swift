/// An error in what a person supplied: a data file, a model file, a formula.
///
/// Each kind is an enum that carries the facts and has its words in one extension: where, what
/// was seen, what is required, what to try; one or two lines. The command exits with code 3.
public protocol InputError: Error, CustomStringConvertible, Sendable {}
