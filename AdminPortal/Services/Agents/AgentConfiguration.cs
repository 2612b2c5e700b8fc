using System.Text.RegularExpressions;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;

namespace AdminPortal.Services.Agents;

/// <summary>
/// How somebody wants an agent to be. What is null is filled in for a new agent, and stays as it is for one that is there.
/// </summary>
/// <param name="Name">Its name, for people; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice, such as <c>11labs-Adrian</c>.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">What it says first; empty where the caller is to speak first.</param>
/// <param name="Prompt">What it is told about its work.</param>
public sealed record AgentConfiguration(
    string? Name = null,
    string? VoiceId = null,
    string? Language = null,
    string? Greeting = null,
    string? Prompt = null
)
{
    public const int MaxGreeting = 1000;
    public const int MaxPrompt = 20_000;

    /// <summary>The voice and language of an agent for which nobody chose: both are there in every Retell account.</summary>
    public const string StandardVoice = "11labs-Adrian";
    public const string StandardLanguage = "en-US";

    /// <summary>Why these cannot be an agent; null when they can. An empty name, voice or language is as if it were left out.</summary>
    internal Refusal? Fault =>
        (TextRules.Trim(Name) is { } name ? CheckName(name) : null)
        ?? (TextRules.Trim(VoiceId) is { } voice ? TextRules.CheckText("voice_id", voice, 100) : null)
        ?? (TextRules.Trim(Language) is { } language ? CheckLanguage(language) : null)
        ?? (Greeting is not null ? TextRules.CheckText("greeting", Greeting, MaxGreeting, lines: true) : null)
        ?? (Prompt is not null ? TextRules.CheckText("prompt", Prompt, MaxPrompt, lines: true) : null);

    /// <summary>The agent that a business gets: what was wished, and for the rest something that can answer a call.</summary>
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

    /// <summary>The agent that is there, with what was wished changed.</summary>
    internal AgentSpec Over(AgentSpec there) =>
        new(
            TextRules.Trim(Name) ?? there.Name,
            TextRules.Trim(VoiceId) ?? there.VoiceId,
            TextRules.Trim(Language) ?? there.Language,
            Greeting?.Trim() ?? there.Greeting,
            TextRules.Trim(Prompt) ?? there.Prompt
        );

    private static Refusal? CheckName(string name) =>
        AgentMark.Find(name) is not null
            ? new Refusal.Invalid("name", "'name' may not hold the mark that agents carry at their provider.")
            : TextRules.CheckText("name", name, TextRules.MaxName);

    // The form of BCP 47, as far as providers use it; and "multi", Retell's word for an agent that follows its caller.
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

/// <summary>What an agent here should be at its provider.</summary>
internal static class AgentSpecs
{
    public static AgentSpec Of(AiAgent agent) =>
        new(
            agent.Name,
            agent.VoiceId ?? AgentConfiguration.StandardVoice,
            agent.Language ?? AgentConfiguration.StandardLanguage,
            agent.Greeting ?? "",
            agent.Prompt ?? ""
        );
}
