using AdminPortal.Components.Shared.Dialogs;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace AdminPortal.Tests.Components.Shared.Dialogs;

public sealed class PortalDialogTests : PageTest
{
    private IRenderedComponent<MudDialogProvider> _dialogs = null!;

    private Sample Dialog => _dialogs.FindComponent<Sample>().Instance;

    [Fact]
    public async Task Submit_WhileItRuns_DisablesTheButtonsAndIgnoresEscape()
    {
        await OpenAsync();
        Assert.True(ClosesOnEscape());

        var submitted = _dialogs.Find("form").SubmitAsync();

        _dialogs.WaitForAssertion(() => Assert.All(_dialogs.FindAll("button"), b => Assert.True(b.HasAttribute("disabled"))));
        Assert.NotNull(_dialogs.Find(".ap-dialog-busy"));
        Assert.False(ClosesOnEscape());

        Dialog.Running.SetResult("The number is gone.");
        await submitted;
        _dialogs.WaitForAssertion(() => Assert.Contains("The number is gone.", _dialogs.Find(".ap-fault").TextContent));
        Assert.All(_dialogs.FindAll("button"), b => Assert.False(b.HasAttribute("disabled")));
        Assert.Empty(_dialogs.FindAll(".ap-dialog-busy"));
        Assert.True(ClosesOnEscape());
    }

    [Fact]
    public async Task Submit_Twice_ActsOnce_AndClosesWithItsResult()
    {
        var opened = await OpenAsync();
        var first = _dialogs.Find("form").SubmitAsync();
        var second = _dialogs.Find("form").SubmitAsync();

        Dialog.Running.SetResult(null);
        await Task.WhenAll(first, second);

        Assert.Equal("done", (await opened.Result)!.Data);
        Assert.Equal(1, Sample.LastRuns);
    }

    [Fact]
    public async Task Dialog_ThatShowsASecret_IsKeptOpenOnEscape()
    {
        await OpenAsync();
        Dialog.Secret = "ap_1234";
        var submitted = _dialogs.Find("form").SubmitAsync();
        Dialog.Running.SetResult("Shown once.");
        await submitted;

        Assert.False(ClosesOnEscape());
    }

    private bool? ClosesOnEscape() =>
        _dialogs.FindComponent<MudDialogContainer>().Instance is IMudDialogInstance dialog ? dialog.Options.CloseOnEscapeKey : null;

    private async Task<IDialogReference> OpenAsync()
    {
        _dialogs = DrawDialogs();
        return await _dialogs.InvokeAsync(() =>
            Services.GetRequiredService<IDialogService>().ShowAsync<Sample>("Sample", PortalDialog.Narrow)
        );
    }

    /// <summary>A dialog whose submission ends with the result that the test sets: an error, or null for success.</summary>
    private sealed class Sample : PortalDialog
    {
        public static int LastRuns { get; private set; }

        public TaskCompletionSource<string?> Running { get; } = new();

        public int Runs { get; private set; }

        public string? Secret { get; set; }

        protected override bool IsKeptOpen => Secret is not null;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<DialogFrame>(0);
            builder.AddComponentParameter(1, nameof(DialogFrame.Of), this);
            builder.AddComponentParameter(2, nameof(DialogFrame.OnSubmit), (Func<Task>)ActAsync);
            builder.AddComponentParameter(3, nameof(DialogFrame.SubmitText), "Save");
            builder.AddComponentParameter(4, nameof(DialogFrame.ChildContent), (RenderFragment)(b => b.AddContent(0, "Content")));
            builder.CloseComponent();
        }

        private async Task ActAsync()
        {
            LastRuns = ++Runs;
            Fault = await Running.Task;
            if (Fault is null)
                Close("done");
        }
    }
}
