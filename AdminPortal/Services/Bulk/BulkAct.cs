using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Services.Bulk;

/// <summary>An action on many records, by the rules of its kind: exactly one of the two is set.</summary>
public readonly record struct BulkAct
{
    private readonly NumberAction _number;

    private BulkAct(NumberAction number, BusinessAction? business) => (_number, Business) = (number, business);

    /// <summary>The action on numbers; null for one on businesses.</summary>
    public NumberAction? Number => Business is null ? _number : null;

    /// <summary>The action on businesses; null for one on numbers.</summary>
    public BusinessAction? Business { get; }

    /// <summary>As it is stored.</summary>
    public string Name => Number?.ToText() ?? Business!.Value.ToText();

    /// <summary>What a role may not do, as in the refusal.</summary>
    public string Words => Number is { } number ? NumberRules.Of(number).Words : BusinessRules.Of(Business!.Value).Words;

    public bool NeedsReason => Number is { } number && NumberRules.Of(number).NeedsReason;

    /// <summary>The action that undoes it; null if it cannot be undone.</summary>
    public BulkAct? Undo =>
        Number is { } number
            ? NumberRules.Of(number).Undo is { } back
                ? Of(back)
                : null
            : BusinessRules.Of(Business!.Value).Undo is { } undo
                ? Of(undo)
                : null;

    /// <summary>The name: an action and the one that undoes it refer to each other.</summary>
    public override string ToString() => Name;

    public static BulkAct Of(NumberAction action) => new(action, null);

    public static BulkAct Of(BusinessAction action) => new(default, action);

    public bool IsAllowedTo(Actor actor) =>
        Number is { } number ? NumberRules.Of(number).IsAllowedTo(actor) : BusinessRules.Of(Business!.Value).IsAllowedTo(actor);

    /// <summary>The action with this stored name.</summary>
    internal static BulkAct Parse(string name) =>
        EnumTexts.TryParse<NumberAction>(name, out var number) ? Of(number)
        : EnumTexts.TryParse<BusinessAction>(name, out var business) ? Of(business)
        : throw new InvalidOperationException(name);

    /// <summary>Whether it starts from this state: a <see cref="NumberStatus"/> or <see cref="BusinessState"/>.</summary>
    internal bool StartsFrom(byte state) =>
        Number is { } number
            ? NumberRules.Of(number).StartsFrom((NumberStatus)state)
            : BusinessRules.Of(Business!.Value).StartsFrom((BusinessState)state);
}
