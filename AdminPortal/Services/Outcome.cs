using System.Diagnostics.CodeAnalysis;

namespace AdminPortal.Services;

/// <summary>The result of a service operation: a value, or a refusal with the reason. Bugs throw; expected failures are outcomes.</summary>
public sealed class Outcome<T>
{
    internal Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value on success.</summary>
    public T? Value { get; }

    /// <summary>The reason on failure; null on success.</summary>
    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Maps both cases to one result.</summary>
    public TResult Match<TResult>(Func<T, TResult> done, Func<Refusal, TResult> refused) => IsDone ? done(Value) : refused(Refusal);

    public override string ToString() => IsDone ? $"Done: {Value}" : $"Refused: {Refusal}";
}

/// <summary>Creates outcomes of interface types, for which conversions are not possible.</summary>
public static class Outcome
{
    public static Outcome<T> Done<T>(T value) => new(value, null);
}
