using System.Diagnostics.CodeAnalysis;

namespace AdminPortal.Services;

/// <summary>
/// What a service operation came to: the value, or the refusal that says why not. Bugs throw; expected failures are outcomes.
/// </summary>
public sealed class Outcome<T>
{
    internal Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The result, where it was done.</summary>
    public T? Value { get; }

    /// <summary>Why it was not done; null where it was.</summary>
    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Turns either side into one result.</summary>
    public TResult Match<TResult>(Func<T, TResult> done, Func<Refusal, TResult> refused) => IsDone ? done(Value) : refused(Refusal);

    public override string ToString() => IsDone ? $"Done: {Value}" : $"Refused: {Refusal}";
}

/// <summary>Makes outcomes of interface types, which no conversion can.</summary>
public static class Outcome
{
    public static Outcome<T> Done<T>(T value) => new(value, null);
}
