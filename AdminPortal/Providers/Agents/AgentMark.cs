using System.Text.RegularExpressions;

namespace AdminPortal.Providers.Agents;

/// <summary>The mark of an object at the provider: that it is ours, and of which business. It ends the agent's name, because only names can
/// be searched after a lost response.</summary>
/// <param name="Installation">The id of this installation; another portal may use the same account.</param>
/// <param name="BusinessId">The business of the agent.</param>
public sealed partial record AgentMark(Guid Installation, Guid BusinessId)
{
    /// <summary>The mark as text, such as <c>[ap:0193…:0193…]</c>.</summary>
    public override string ToString() => $"[ap:{Installation:N}:{BusinessId:N}]";

    /// <summary>The common prefix of all marks of an installation.</summary>
    public static string PrefixOf(Guid installation) => $"[ap:{installation:N}:";

    /// <summary>The agent's name at the provider: its name and the mark.</summary>
    public string NameFor(string name) => $"{name} {this}";

    /// <summary>The mark at the end of a name; null without one. Similar text elsewhere is part of the name.</summary>
    public static AgentMark? Find(string? name) =>
        name is not null && Form().Match(name) is { Success: true } match
            ? new AgentMark(Guid.ParseExact(match.Groups[1].Value, "N"), Guid.ParseExact(match.Groups[2].Value, "N"))
            : null;

    /// <summary>The name without its mark.</summary>
    public static string Strip(string name) => Form().Replace(name, "").TrimEnd();

    [GeneratedRegex(@"\[ap:([0-9a-f]{32}):([0-9a-f]{32})\]\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
