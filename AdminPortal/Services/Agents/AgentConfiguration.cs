using System.Text.RegularExpressions;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>The settings that a user chose for an agent. Null means the default for a new agent, and no change for an existing
/// one.</summary>
/// <param name="Name">Display name; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice, such as <c>11labs-Adrian</c>.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">Its first sentence; empty if the caller speaks first.</param>
/// <param name="Prompt">Its instructions.</param>
/// <param name="OpeningHours">When the business is open.</param>
/// <param name="RemovesOpeningHours">Whether it has no opening hours from now on.</param>
public sealed record AgentConfiguration(
    string? Name = null,
    string? VoiceId = null,
    string? Language = null,
    string? Greeting = null,
    string? Prompt = null,
    OpeningHoursRecord? OpeningHours = null,
    bool RemovesOpeningHours = false
)
{
    public const int MaxGreeting = 1000;
    public const int MaxPrompt = 20_000;

    /// <summary>Default voice and language; every Retell account has both.</summary>
    public const string StandardVoice = "11labs-Adrian";
    public const string StandardLanguage = "en-US";

    /// <summary>Why these settings are invalid; null if valid. An empty name, voice or language counts as not set.</summary>
    internal Refusal? Fault =>
        (TextRules.Trim(Name) is { } name ? CheckName(name) : null)
        ?? (TextRules.Trim(VoiceId) is { } voice ? TextRules.CheckText("voice_id", voice, 100) : null)
        ?? (TextRules.Trim(Language) is { } language ? CheckLanguage(language) : null)
        ?? (Greeting is not null ? TextRules.CheckText("greeting", Greeting, MaxGreeting, lines: true) : null)
        ?? (Prompt is not null ? CheckPrompt(Prompt) : null)
        ?? (OpeningHours is not null ? Agents.OpeningHours.Read(OpeningHours).Refusal : null);

    /// <summary>The settings of a new agent: the chosen ones, and defaults for the rest.</summary>
    internal AgentSpec For(string business) =>
        new(
            TextRules.Trim(Name) ?? Shortened($"{business} assistant"),
            TextRules.Trim(VoiceId) ?? StandardVoice,
            TextRules.Trim(Language) ?? StandardLanguage,
            Greeting?.Trim() ?? $"Hello, you have reached {business}. How may I help you?",
            TextRules.Trim(Prompt)
                ?? $"You answer the telephone for {business}. Be friendly and brief. Find out what the caller needs, answer what you "
                    + "can, and offer to take a message with name and number for anything else."
        );

    /// <summary>The existing agent with the chosen changes.</summary>
    internal AgentSpec Over(AgentSpec there) =>
        new(
            TextRules.Trim(Name) ?? there.Name,
            TextRules.Trim(VoiceId) ?? there.VoiceId,
            TextRules.Trim(Language) ?? there.Language,
            Greeting?.Trim() ?? there.Greeting,
            TextRules.Trim(Prompt) ?? there.Prompt
        );

    /// <summary>The stored opening hours with the chosen change.</summary>
    internal string? HoursOver(string? there) =>
        RemovesOpeningHours ? null
        : OpeningHours is not null ? Agents.OpeningHours.Read(OpeningHours).Value!.ToJson()
        : there;

    private static Refusal? CheckPrompt(string prompt) =>
        OpeningHoursPrompt.HasTag(prompt)
            ? new Refusal.Invalid(
                "prompt",
                $"'prompt' may not hold {OpeningHoursPrompt.Open}, which the portal writes itself. Set the opening hours instead."
            )
            : TextRules.CheckText("prompt", prompt, MaxPrompt, lines: true);

    private static Refusal? CheckName(string name) =>
        AgentMark.Find(name) is not null
            ? new Refusal.Invalid("name", "'name' may not hold the mark that agents carry at their provider.")
            : TextRules.CheckText("name", name, TextRules.MaxName);

    // BCP 47, as far as providers use it, and "multi", Retell's value for an agent that follows the caller's language.
    private static Refusal.Invalid? CheckLanguage(string language) =>
        Regex.IsMatch(
            language,
            "^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}|multi)$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
        )
            ? null
            : new Refusal.Invalid("language", "'language' takes a language tag such as en-US or es-419.");

    private static string Shortened(string name) => name.Length <= TextRules.MaxName ? name : name[..TextRules.MaxName].TrimEnd();
}

/// <summary>What a business may change about its own agent; null means no change.</summary>
/// <param name="Greeting">Its first sentence; empty if the caller speaks first.</param>
/// <param name="OpeningHours">When the business is open.</param>
/// <param name="RemovesOpeningHours">Whether it has no opening hours from now on.</param>
public sealed record OwnAgentChange(string? Greeting = null, OpeningHoursRecord? OpeningHours = null, bool RemovesOpeningHours = false);

/// <summary>The wanted state of agents.</summary>
internal static class AgentSpecs
{
    /// <summary>At the provider: the settings, and the opening hours as part of the instructions.</summary>
    public static AgentSpec AtProvider(AiAgent agent) =>
        Of(agent) with
        {
            Prompt = OpeningHoursPrompt.Compose(agent.Prompt ?? "", OpeningHours.Parse(agent.OpeningHours)),
        };

    /// <summary>The settings, without the opening hours.</summary>
    public static AgentSpec Of(AiAgent agent) =>
        new(
            agent.Name,
            agent.VoiceId ?? AgentConfiguration.StandardVoice,
            agent.Language ?? AgentConfiguration.StandardLanguage,
            agent.Greeting ?? "",
            agent.Prompt ?? ""
        );

    public static void Set(AiAgent agent, AgentSpec wanted) =>
        (agent.Name, agent.VoiceId, agent.Language, agent.Greeting, agent.Prompt) = (
            wanted.Name,
            wanted.VoiceId,
            wanted.Language,
            wanted.Greeting,
            wanted.Prompt
        );
}
