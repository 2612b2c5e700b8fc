using AdminPortal.Data.Entities;
using static AdminPortal.Services.Businesses.BusinessState;

namespace AdminPortal.Services.Businesses;

/// <summary>An action offered for many businesses.</summary>
public enum BusinessAction
{
    /// <summary>Pauses their agents.</summary>
    PauseAgents,

    /// <summary>Resumes their paused agents.</summary>
    ResumeAgents,

    /// <summary>Assigns the next available numbers to those without one, in order; those left without one join the waiting list.</summary>
    RequestNumbers,
}

/// <summary>What decides which actions a business allows. Stored with bulk changes: the values must not change.</summary>
[Flags]
public enum BusinessState : byte
{
    None = 0,
    HasNumber = 1,
    IsWaiting = 2,
    HasAgent = 4,
    IsPaused = 8,
    IsClosed = 16,
}

/// <summary>The rules of one action.</summary>
/// <param name="Role">The minimum role: <c>support</c> includes admins.</param>
/// <param name="Words">What the role may not do, as in the refusal.</param>
/// <param name="Needs">What a business must have.</param>
/// <param name="Bars">What it must not have.</param>
/// <param name="Undo">The action that undoes it; null if none does.</param>
public sealed record BusinessRule(
    BusinessAction Action,
    PortalRole Role,
    string Words,
    BusinessState Needs,
    BusinessState Bars,
    BusinessAction? Undo = null
)
{
    /// <summary>Whether the actor's role is sufficient, whatever the businesses' state.</summary>
    public bool IsAllowedTo(Actor actor) => Role == PortalRole.Admin ? actor.IsAdmin : actor.IsStaff;

    public bool StartsFrom(BusinessState state) => (state & Needs) == Needs && (state & Bars) == 0;

    /// <summary>Why a business in this state does not change: the part that is missing or in the way; <see cref="None"/> if it
    /// does.</summary>
    public BusinessState Obstacle(BusinessState state)
    {
        var wrong = (Needs & ~state) | (Bars & state);
        return Enum.GetValues<BusinessState>().FirstOrDefault(part => (wrong & part) != None);
    }
}

/// <summary>The actions on many businesses with their roles and states: one row for each.</summary>
public static class BusinessRules
{
    /// <summary>In the order of <see cref="BusinessAction"/>.</summary>
    private static readonly BusinessRule[] s_rules =
    [
        new(BusinessAction.PauseAgents, PortalRole.Support, "pause agents", HasAgent, IsPaused | IsClosed, BusinessAction.ResumeAgents),
        new(BusinessAction.ResumeAgents, PortalRole.Support, "resume agents", HasAgent | IsPaused, IsClosed, BusinessAction.PauseAgents),
        new(BusinessAction.RequestNumbers, PortalRole.Admin, "request numbers for businesses", None, HasNumber | IsWaiting | IsClosed),
    ];

    public static IReadOnlyList<BusinessRule> All => s_rules;

    public static BusinessRule Of(BusinessAction action) => s_rules[(int)action];

    internal static BusinessState StateOf(bool hasNumber, bool isWaiting, bool? isPaused, bool isClosed) =>
        (hasNumber ? HasNumber : None)
        | (isWaiting ? IsWaiting : None)
        | (isPaused is null ? None : HasAgent)
        | (isPaused == true ? IsPaused : None)
        | (isClosed ? IsClosed : None);

    /// <summary>Why a business does not change, as in the list of results.</summary>
    internal static string WhyNot(BusinessAction action, BusinessState state) =>
        (Of(action).Obstacle(state), (state & IsPaused) != 0) switch
        {
            (HasAgent, _) => "It has no agent",
            (IsPaused, true) => "Its agent is paused",
            (IsPaused, false) => "Its agent is not paused",
            (HasNumber, _) => "It has a number",
            (IsWaiting, _) => "It is on the waiting list",
            (IsClosed, _) => "It is closed",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "It can change."),
        };
}
