using System.Text.RegularExpressions;

namespace AdminPortal.Services.Agents;

/// <summary>Groups error messages of agents by their cause.</summary>
internal static partial class FaultCause
{
    /// <summary>The message without the parts that differ from agent to agent or from attempt to attempt: phone numbers, ids and request
    /// ids, durations.</summary>
    public static string Of(string fault) => Repeated().Replace(Particular().Replace(fault, "…"), "…").Trim();

    // Words with a digit and at least eight characters are ids; 198 agents with one cause must not be 198 causes.
    [GeneratedRegex(
        @"\+\d{7,15}"
            + @"|\b(?:agent|llm|sim|conversation_flow|phone_number|req|call)_[0-9A-Za-z-]+"
            + @"|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b"
            + @"|\b(?=[A-Za-z]*\d)[0-9A-Za-z]{8,}\b"
            + @"|(?<=\b(?:[Aa]ttempt|[Rr]etry in|[Tt]ried) )\d+(?:\.\d+)?",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Particular();

    [GeneratedRegex("…(?:[ ,;]*…)+", RegexOptions.CultureInvariant)]
    private static partial Regex Repeated();
}
