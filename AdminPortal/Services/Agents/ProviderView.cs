using System.Text.Json;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>The known state of one agent at the provider. Null means that the provider did not report the field.</summary>
/// <param name="AgentId">Its id there; null without an agent.</param>
/// <param name="Number">The number bound to it, of those that were read; null if none is.</param>
public sealed record ProviderView(
    string? AgentId,
    string? Name,
    string? VoiceId,
    string? Language,
    string? Greeting,
    string? Prompt,
    string? Number
)
{
    /// <summary>The version to which calls of its number are pinned; null if they go to the latest.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>Numbers that are also bound to it, but not by the portal.</summary>
    public IReadOnlyList<string> OtherNumbers { get; init; } = [];

    /// <summary>Its engine if that is not ours, such as <c>conversation-flow</c>. Its content is then managed at the provider.</summary>
    public string? OtherEngine { get; init; }

    /// <summary>Whether its greeting is generated.</summary>
    public bool MakesUpGreeting { get; init; }

    internal static ProviderView Of(ProvidedAgent? agent, string? number) =>
        new(agent?.Id, agent?.Name, agent?.VoiceId, agent?.Language, agent?.Greeting, agent?.Prompt, number)
        {
            OtherEngine = agent?.OtherEngine,
            MakesUpGreeting = agent is { MakesUpGreeting: true },
        };

    /// <summary>Whether both have the same settings, whatever their numbers and engines.</summary>
    internal bool HasSettingsOf(ProviderView other) =>
        (AgentId, Name, VoiceId, Language, Greeting, Prompt)
        == (other.AgentId, other.Name, other.VoiceId, other.Language, other.Greeting, other.Prompt);

    /// <summary>Its instructions without the part of the opening hours.</summary>
    internal string? OwnPrompt => Prompt is null ? null : OpeningHoursPrompt.Split(Prompt).Prompt;

    /// <summary>Settings with those of the provider, as far as it reported them. The content of another engine is not ours.</summary>
    internal AgentSpec Over(AgentSpec ours) =>
        AgentId is null || OtherEngine is not null
            ? ours
            : new(
                Name ?? ours.Name,
                VoiceId ?? ours.VoiceId,
                Language ?? ours.Language,
                Greeting ?? ours.Greeting,
                OwnPrompt ?? ours.Prompt
            );

    internal string ToJson() => JsonSerializer.Serialize(this);

    internal static ProviderView? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<ProviderView>(json);
}

/// <summary>One difference between wanted state and provider.</summary>
/// <param name="Field">The field in words, such as <c>greeting</c>.</param>
public sealed record AgentDifference(string Field, string? Ours, string? Theirs)
{
    /// <summary>Whether it is a setting, which can be adopted from the provider.</summary>
    public bool IsSetting => Field is "name" or "voice" or "language" or "greeting" or "prompt";

    /// <summary>All differences; empty if the agent is in sync.</summary>
    /// <param name="wanted">As <see cref="AgentSpecs.AtProvider"/> writes it.</param>
    internal static IReadOnlyList<AgentDifference> Between(AgentSpec wanted, string? number, ProviderView there)
    {
        if (there.AgentId is null)
            return [new("agent", "there", "missing")];
        var found = new List<AgentDifference>();

        // The content of an agent with another engine is not ours; only its number is compared.
        if (there.OtherEngine is null)
        {
            Compare("name", wanted.Name, there.Name);
            Compare("voice", wanted.VoiceId, there.VoiceId);
            Compare("language", wanted.Language, there.Language);
            Compare("greeting", wanted.Greeting, there.Greeting);
            var (prompt, hours) = OpeningHoursPrompt.Split(wanted.Prompt);
            Compare("prompt", prompt, there.OwnPrompt);
            if (there.Prompt is not null && OpeningHoursPrompt.Split(there.Prompt).Hours is var hoursThere && hoursThere != hours)
                found.Add(new("opening hours", hours, hoursThere));
        }

        if (number != there.Number)
            found.Add(new("number", number ?? "none", there.Number ?? "none"));
        if (there is { PinnedVersion: { } pinned, Number: not null })
            found.Add(new("version", "latest", pinned));
        found.AddRange(there.OtherNumbers.Select(other => new AgentDifference("other number", null, other)));
        return found;

        void Compare(string field, string ours, string? theirs)
        {
            if (theirs is not null && theirs != ours)
                found.Add(new(field, ours, theirs));
        }
    }

    /// <summary>The differences in one sentence for support staff.</summary>
    internal static string Sentence(IReadOnlyList<AgentDifference> differences)
    {
        if (differences is [{ Field: "agent" }])
            return "The agent is missing at the provider.";
        var binding = differences.FirstOrDefault(d => d.Field == "number");
        var fields = differences.Where(d => d.Field is not ("number" or "version" or "other number")).Select(d => d.Field).ToList();
        var first =
            fields.Count == 0
                ? null
                : $"Different at the provider: {(fields.Count == 1 ? fields[0] : string.Join(", ", fields[..^1]) + " and " + fields[^1])}.";
        var second =
            binding is null ? null
            : binding.Theirs == "none" ? $"{binding.Ours} is not bound to the agent."
            : $"{binding.Theirs} is bound to the agent by mistake.";
        var pinned = differences.FirstOrDefault(d => d.Field == "version");
        var third = pinned is null
            ? null
            : $"Its number is pinned to version {pinned.Theirs} of the agent, so changes do not reach callers.";
        var others = differences.Where(d => d.Field == "other number").Select(d => d.Theirs!).ToList();
        var fourth =
            others.Count == 0 ? null
            : others is [var one] ? $"{one} is also bound to this agent."
            : $"{others.Count} other numbers are also bound to this agent: {string.Join(", ", others)}.";
        return string.Join(' ', new[] { first, second, third, fourth }.OfType<string>());
    }
}
