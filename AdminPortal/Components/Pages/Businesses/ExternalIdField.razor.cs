using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>Edits the external ID of a business where it is shown.</summary>
public sealed partial class ExternalIdField
{
    private readonly InlineDraft<BusinessRecord> _draft = new();

    [Parameter, EditorRequired]
    public BusinessRecord Business { get; set; } = null!;

    /// <summary>Shown without an ID.</summary>
    [Parameter]
    public string? Empty { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    private async Task<InlineEnd> SaveAsync(BusinessRecord seen, string? text)
    {
        var saved = await ChangeAsync(seen, text);
        // Other data changed meanwhile: the ID is still the one that was edited.
        while (saved.Refusal is Refusal.Stale { Current: BusinessRecord other } && other.ExternalId == seen.ExternalId)
            saved = await ChangeAsync(seen = other, text);
        switch (saved.Refusal)
        {
            case null:
                Tell(seen, saved.Value!);
                return InlineEnd.Saved;
            case Refusal.Stale { Current: BusinessRecord now }:
                return await DecideAsync(now, text) is { } decided ? Done(now, decided) : new(false);
            default:
                return new(false, saved.Refusal.Message);
        }
    }

    private Task<Outcome<BusinessRecord>> ChangeAsync(BusinessRecord seen, string? text) =>
        Businesses.ChangeAsync(
            Current.Actor,
            seen.Id,
            new BusinessChanges(ExternalId: text?.Trim() ?? ""),
            seen.RowVersion,
            CancellationToken.None
        );

    /// <summary>Somebody changed the ID meanwhile: the dialog shows both.</summary>
    private async Task<BusinessRecord?> DecideAsync(BusinessRecord now, string? text)
    {
        var dialog = await Dialogs.ShowAsync<BusinessDialog>(
            $"Edit {now.Name}",
            new DialogParameters<BusinessDialog> { { d => d.Business, now with { ExternalId = text } }, { d => d.Now, now } },
            PortalDialog.Narrow
        );
        return await dialog.GetReturnValueAsync<BusinessRecord>();
    }

    private InlineEnd Done(BusinessRecord before, BusinessRecord after)
    {
        Tell(before, after);
        return InlineEnd.Saved;
    }

    private void Tell(BusinessRecord before, BusinessRecord after) =>
        Messages.AddDone(
            after.ExternalId is null ? $"Removed the external ID of {after.Name}" : $"Saved the external ID of {after.Name}",
            () => UndoAsync(after, before.ExternalId)
        );

    private async Task UndoAsync(BusinessRecord after, string? externalId)
    {
        var undone = await ChangeAsync(after, externalId);
        if (undone.IsDone)
            Messages.AddDone($"Restored the external ID of {after.Name}");
        else
            Messages.Add(
                undone.Refusal is Refusal.Stale ? $"{after.Name} was changed meanwhile, so this was not undone." : undone.Refusal.Message,
                Severity.Warning
            );
    }
}
