using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Dialogs;

/// <summary>The base of all dialogs: one submission at a time, its error, and Escape. <see cref="DialogFrame"/> renders them.</summary>
public abstract class PortalDialog : ComponentBase
{
    /// <summary>For short forms. A click outside never closes a dialog, so that no input is lost.</summary>
    public static readonly DialogOptions Narrow = new()
    {
        MaxWidth = MaxWidth.ExtraSmall,
        FullWidth = true,
        BackdropClick = false,
        CloseOnEscapeKey = true,
    };

    /// <summary>For long texts and comparisons.</summary>
    public static readonly DialogOptions Wide = Narrow with { MaxWidth = MaxWidth.Small };

    /// <summary>Beside a list that follows what is chosen.</summary>
    public static readonly DialogOptions Aside = Narrow with
    {
        Position = DialogPosition.CenterRight,
        BackdropClick = true,
        BackgroundClass = "ap-clear",
    };

    private bool _isClosed;

    /// <summary>Whether a submission is running. Meanwhile the buttons are disabled and Escape is ignored.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Why the last submission failed, if no field shows it.</summary>
    public string? Fault { get; protected set; }

    /// <summary>What the dialog is about.</summary>
    public string? Title => Dialog?.Title;

    /// <summary>Whether Escape is ignored, because the dialog shows a secret that is not shown again.</summary>
    protected virtual bool IsKeptOpen => false;

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    /// <summary>Runs a submission, unless one is running or the dialog was closed.</summary>
    public async Task RunAsync(Func<Task> act)
    {
        if (IsBusy || _isClosed)
            return;
        (IsBusy, Fault) = (true, null);
        await ShowAsync();
        try
        {
            await act();
        }
        finally
        {
            IsBusy = false;
            if (!_isClosed)
                await ShowAsync();
        }
    }

    /// <summary>Closes the dialog without a result.</summary>
    public void Cancel() => Close(DialogResult.Cancel());

    /// <summary>Closes the dialog after a successful submission.</summary>
    protected void Close() => Close(DialogResult.Ok<object?>(null));

    /// <summary>Closes the dialog with the result of its submission.</summary>
    protected void Close<T>(T result) => Close(DialogResult.Ok(result));

    private void Close(DialogResult result)
    {
        _isClosed = true;
        Dialog?.Close(result);
    }

    private async Task ShowAsync()
    {
        StateHasChanged();
        var closes = !IsBusy && !IsKeptOpen;
        if (Dialog is not null && Dialog.Options.CloseOnEscapeKey != closes)
            await Dialog.SetOptionsAsync(Dialog.Options with { CloseOnEscapeKey = closes });
    }
}
