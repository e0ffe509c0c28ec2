namespace Replication.Runtime;

/// <summary>A codec broke a promise of <see cref="IReplicated{TSelf}"/>.</summary>
/// <param name="message">Which component, with which seed, in which field, and what it did.</param>
/// <param name="innerException">What the codec threw; null where it gave a wrong answer.</param>
public sealed class ComponentCheckException(string message, Exception? innerException = null)
    : Exception(message, innerException);
