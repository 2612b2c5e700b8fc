using AdminPortal.Services.Agents;
using AdminPortal.Services.PhoneNumbers;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The texts of a call.</summary>
internal static class CallWords
{
    public static string Phone(string? number) => number is null ? "Not known" : E164.Shown(number);

    public static string Length(CallRecord call) =>
        call.EndedAt is null ? "In progress"
        : call.Duration is { } length ? Format.Wait(length)
        : "Not known";

    /// <summary>How it ended. The provider's own word, such as <c>user_hangup</c>, if the portal has none for it.</summary>
    public static string EndOf(CallRecord call) =>
        call.EndReason switch
        {
            null => "",
            "user_hangup" => "Caller hung up",
            "agent_hangup" => "Agent hung up",
            "dial_busy" => "Busy",
            "dial_no_answer" => "Not answered",
            "voicemail_reached" => "Voicemail",
            "call_transfer" => "Transferred",
            var word => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' '),
        };
}
