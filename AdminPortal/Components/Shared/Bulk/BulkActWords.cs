using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Numbers;
using MudBlazor;

namespace AdminPortal.Components.Shared.Bulk;

/// <summary>The texts of an action on many records.</summary>
/// <param name="Verb">A narrow button.</param>
/// <param name="Many">The title of its dialog.</param>
/// <param name="AtWork">The progress text.</param>
/// <param name="Title">The action, before the count of records.</param>
/// <param name="Done">The completed action, in the same way.</param>
/// <param name="One">What a record is.</param>
/// <param name="Several">What several records are.</param>
internal sealed record BulkActWords(
    BulkAct Act,
    string Icon,
    string Verb,
    string Many,
    string AtWork,
    string Title,
    string Done,
    string One,
    string Several
)
{
    /// <summary>In the order of <see cref="BusinessAction"/>.</summary>
    private static readonly BulkActWords[] s_businesses =
    [
        new(
            BulkAct.Of(BusinessAction.PauseAgents),
            Icons.Material.Outlined.PauseCircle,
            "Pause agents",
            "Pause agents",
            "Pausing agents",
            "Pause the agents of",
            "Paused the agents of",
            "business",
            "businesses"
        ),
        new(
            BulkAct.Of(BusinessAction.ResumeAgents),
            Icons.Material.Outlined.PlayCircle,
            "Resume agents",
            "Resume agents",
            "Resuming agents",
            "Resume the agents of",
            "Resumed the agents of",
            "business",
            "businesses"
        ),
        new(
            BulkAct.Of(BusinessAction.RequestNumbers),
            Icons.Material.Outlined.Dialpad,
            "Request numbers",
            "Request numbers",
            "Requesting numbers",
            "Request numbers for",
            "Requested numbers for",
            "business",
            "businesses"
        ),
    ];

    public static BulkActWords Of(BulkAct act)
    {
        if (act.Business is { } business)
            return s_businesses[(int)business];
        var words = NumberActionWords.Of(act.Number!.Value);
        return new(act, words.Icon, words.Verb, words.Many!, words.AtWork!, words.Title, words.Done, "number", "numbers");
    }

    /// <summary>The button, such as "Release 12 numbers".</summary>
    public string TitleOf(long count) => $"{Title} {Count(count)}";

    /// <summary>Such as "Released 12 numbers".</summary>
    public string DoneTo(long count) => $"{Done} {Count(count)}";

    /// <summary>Such as "12 numbers".</summary>
    public string Count(long count) => Format.Count(count, One, Several);

    /// <summary>What the action does, to be read before it is started.</summary>
    public string Effect(BulkPlan plan, int quarantineDays) =>
        Act.Business switch
        {
            null => NumberActionWords.Of(Act.Number!.Value).Effect(quarantineDays),
            BusinessAction.PauseAgents => "Their agents do not answer calls until they are resumed.",
            BusinessAction.ResumeAgents => "Their agents answer calls again.",
            BusinessAction.RequestNumbers when plan.Available == 0 =>
                "No numbers are available, so they join the waiting list and get one automatically.",
            _ => $"Each is assigned the next available number. {Format.Count(plan.Available ?? 0, "number is", "numbers are")} "
                + "available now; those left without one join the waiting list and get one automatically.",
        };

    /// <summary>Why some of the selected records do not change; null if all do.</summary>
    public string? Unchanged(BulkPlan plan)
    {
        if (plan.Gone > 0 && plan.UndoOf is not null)
            return $"Not changed: {Count(plan.Gone)} that somebody changed since.";
        var others = plan
            .States.Where(s => !Act.StartsFrom(s.Key))
            .OrderBy(s => s.Key)
            .GroupBy(s => Obstacle(s.Key), s => s.Value)
            .Select(g => $"{Format.Count(g.Sum())} {(g.Sum() == 1 ? g.Key.One : g.Key.Several)}")
            .ToList();
        if (plan.Gone > 0)
            others.Add($"{Format.Count(plan.Gone, "is", "are")} {(Act.Number is null ? "deleted" : "no longer in the inventory")}");
        if (others.Count == 0)
            return null;
        var why = $"Not changed: {string.Join(", ", others)}.";
        return Act.Number is { } number
            ? $"{why} Only {string.Join(" or ", NumberRules.Of(number).From.Select(f => f.ToText()))} numbers can be."
            : why;
    }

    private (string One, string Several) Obstacle(byte state)
    {
        if (Act.Business is not { } business)
        {
            var status = ((NumberStatus)state).ToText();
            return ($"is {status}", $"are {status}");
        }

        return BusinessRules.Of(business).Obstacle((BusinessState)state) switch
        {
            BusinessState.HasAgent => ("has no agent", "have no agent"),
            BusinessState.IsPaused when business == BusinessAction.ResumeAgents => ("is not paused", "are not paused"),
            BusinessState.IsPaused => ("is already paused", "are already paused"),
            BusinessState.HasNumber => ("has a number", "have a number"),
            BusinessState.IsWaiting => ("is on the waiting list", "are on the waiting list"),
            BusinessState.IsClosed => ("is closed", "are closed"),
            var other => throw new ArgumentOutOfRangeException(nameof(state), other, "It can change."),
        };
    }
}
