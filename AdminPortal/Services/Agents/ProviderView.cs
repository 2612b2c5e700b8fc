using System.Text.Json;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>What the provider said that it has for one agent. Null is what it did not say.</summary>
/// <param name="AgentId">Its id there; null when there is no agent.</param>
/// <param name="Number">The number that rings it, of those that were asked for; null when none does.</param>
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
    /// <summary>The version that calls to its number are kept to; null where they go to the latest.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>Numbers that ring it as well, and that nobody here bound.</summary>
    public IReadOnlyList<string> OtherNumbers { get; init; } = [];

    /// <summary>What it thinks with where that is not ours, such as <c>conversation-flow</c>: what it says is set there then.</summary>
    public string? OtherEngine { get; init; }

    /// <summary>Whether it makes up its greeting itself.</summary>
    public bool MakesUpGreeting { get; init; }

    internal static ProviderView Of(ProvidedAgent? agent, string? number) =>
        new(agent?.Id, agent?.Name, agent?.VoiceId, agent?.Language, agent?.Greeting, agent?.Prompt, number)
        {
            OtherEngine = agent?.OtherEngine,
            MakesUpGreeting = agent is { MakesUpGreeting: true },
        };

    internal string ToJson() => JsonSerializer.Serialize(this);

    internal static ProviderView? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<ProviderView>(json);
}

/// <summary>One thing that the provider has otherwise than we want it.</summary>
/// <param name="Field">What, in words, such as <c>greeting</c>.</param>
public sealed record AgentDifference(string Field, string? Ours, string? Theirs)
{
    /// <summary>All differences; empty when the provider has it as it should be.</summary>
    internal static IReadOnlyList<AgentDifference> Between(AgentSpec wanted, string? number, ProviderView there)
    {
        if (there.AgentId is null)
            return [new("agent", "there", "missing")];
        var found = new List<AgentDifference>();

        // What somebody built with another engine is left as it is; only the number is ours to see to.
        if (there.OtherEngine is null)
        {
            Compare("name", wanted.Name, there.Name);
            Compare("voice", wanted.VoiceId, there.VoiceId);
            Compare("language", wanted.Language, there.Language);
            Compare("greeting", wanted.Greeting, there.Greeting);
            Compare("prompt", wanted.Prompt, there.Prompt);
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

    /// <summary>The differences in a sentence for support staff.</summary>
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
