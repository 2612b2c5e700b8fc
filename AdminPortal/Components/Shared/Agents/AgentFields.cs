using AdminPortal.Services.Agents;
using AdminPortal.Services.Onboarding;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>The form of a new agent. Fields that the user did not edit follow the business's name.</summary>
public sealed class AgentFields
{
    private AgentConfiguration _suggested = AgentSuggestions.For("");

    public AgentFields() =>
        (Name, VoiceId, Language, Greeting, Prompt) = (
            _suggested.Name,
            _suggested.VoiceId,
            _suggested.Language,
            _suggested.Greeting,
            _suggested.Prompt
        );

    public string? Name { get; set; }

    public string? VoiceId { get; set; }

    public string? Language { get; set; }

    public string? Greeting { get; set; }

    public string? Prompt { get; set; }

    public AgentConfiguration Wishes => new(Name, VoiceId, Language, Greeting ?? "", Prompt);

    /// <summary>Updates suggestions in fields that the user did not edit.</summary>
    public void Suggest(string? business)
    {
        var now = AgentSuggestions.For(business ?? "");
        Name = Name == _suggested.Name ? now.Name : Name;
        Greeting = Greeting == _suggested.Greeting ? now.Greeting : Greeting;
        Prompt = Prompt == _suggested.Prompt ? now.Prompt : Prompt;
        _suggested = now;
    }
}
