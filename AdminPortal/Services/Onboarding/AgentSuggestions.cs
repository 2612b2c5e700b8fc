using AdminPortal.Services.Agents;

namespace AdminPortal.Services.Onboarding;

/// <summary>A language for agents.</summary>
public sealed record AgentLanguage(string Tag, string Name);

/// <summary>Initial values of the agent form.</summary>
public static class AgentSuggestions
{
    /// <summary>Languages that the providers support; the API accepts any other tag.</summary>
    public static IReadOnlyList<AgentLanguage> Languages { get; } =
    [
        new("en-US", "English (United States)"),
        new("en-GB", "English (United Kingdom)"),
        new("en-AU", "English (Australia)"),
        new("en-IN", "English (India)"),
        new("es-419", "Spanish (Latin America)"),
        new("es-ES", "Spanish (Spain)"),
        new("fr-FR", "French (France)"),
        new("fr-CA", "French (Canada)"),
        new("de-DE", "German"),
        new("it-IT", "Italian"),
        new("pt-BR", "Portuguese (Brazil)"),
        new("pt-PT", "Portuguese (Portugal)"),
        new("nl-NL", "Dutch"),
        new("pl-PL", "Polish"),
        new("sv-SE", "Swedish"),
        new("ja-JP", "Japanese"),
        new("ko-KR", "Korean"),
        new("zh-CN", "Chinese"),
        new("hi-IN", "Hindi"),
        new("multi", "The caller's own"),
    ];

    /// <summary>Default settings of an agent, containing the business's name.</summary>
    public static AgentConfiguration For(string business)
    {
        var name = TextRules.Trim(business);
        var filled = new AgentConfiguration().For(name ?? "us");
        return new AgentConfiguration(
            name is null ? "Assistant" : filled.Name,
            filled.VoiceId,
            filled.Language,
            filled.Greeting,
            filled.Prompt
        );
    }
}
