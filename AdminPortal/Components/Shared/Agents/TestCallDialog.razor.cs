using AdminPortal.Services;
using AdminPortal.Services.Agents;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Agents;

/// <summary>Lets a business's agent call a phone; returns the <see cref="TestCall"/>.</summary>
public sealed partial class TestCallDialog
{
    private Guid _id = Guid.NewGuid();
    private string _to = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public Guid BusinessId { get; set; }

    /// <summary>The business's number, in E.164.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    [Inject]
    private TestCallService TestCalls { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private bool IsOwn => !Current.Actor.IsStaff;

    private async Task PlaceAsync()
    {
        _problem = null;
        var placed = await TestCalls.PlaceAsync(Current.Actor, BusinessId, new TestCallRequest(_id, _to), CancellationToken.None);
        switch (placed.Refusal)
        {
            case null:
                Close(placed.Value);
                break;
            case Refusal.Invalid wrong:
                _problem = wrong.Problem;
                break;
            default:
                Fault = placed.Refusal.Message;

                // The call was recorded under its id: pressing the button again is another call.
                if (placed.Refusal is AgentProviderFailed)
                    _id = Guid.NewGuid();
                break;
        }
    }
}
