using AdminPortal.Components.Shared;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Adds numbers that somebody types or pastes, after showing what is new, duplicate and invalid.</summary>
public sealed partial class AddNumbersDialog
{
    private const int MostShown = 8;
    private static readonly char[] s_separators = ['\n', '\r', ',', ';'];

    private string? _text;
    private NumberListCheck? _check;

    [Inject]
    private NumberService Numbers { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string SubmitText => _check is { New: > 0 and var count } ? $"Add {Format.Count(count, "number")}" : "Add numbers";

    private IReadOnlyList<string> Entries =>
        (_text ?? "").Split(s_separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private async Task CheckAsync(string? text)
    {
        (_text, Fault) = (text, null);
        if (Entries is not { Count: > 0 } entries)
        {
            _check = null;
            return;
        }

        var result = await Numbers.CheckAsync(Current.Actor, entries, CancellationToken.None);
        // Somebody may have typed on meanwhile.
        if (_text != text)
            return;
        (_check, Fault) = (result.Value is { } found ? new NumberListCheck(found) : null, result.Refusal?.Message);
    }

    private async Task AddAsync()
    {
        // What is invalid stays in the field, to be corrected.
        var added = await Numbers.AddAsync(Current.Actor, [.. Entries], CancellationToken.None);
        if (!added.IsDone)
        {
            Fault = added.Refusal.Message;
            return;
        }

        var rejected = added.Value.Results.Where(r => r.Result == AddResult.Rejected).Select(r => r.Raw).ToList();
        if (rejected.Count == 0)
        {
            Close(added.Value);
            return;
        }

        await OnAdded.InvokeAsync(added.Value);
        await CheckAsync(string.Join('\n', rejected));
    }

    /// <summary>Raised when numbers were added and the dialog stays open for those that are invalid.</summary>
    [Parameter]
    public EventCallback<AddedNumbers> OnAdded { get; set; }

    /// <summary>What a list would come to.</summary>
    private sealed class NumberListCheck(AddedNumbers found)
    {
        public int New { get; } = found.Added;
        public int Duplicates { get; } = found.Results.Count(r => r.Result == AddResult.Duplicate);
        public IReadOnlyList<AddedNumber> Rejected { get; } = [.. found.Results.Where(r => r.Result == AddResult.Rejected)];
        public IReadOnlyList<AddedNumber> Warned { get; } =
        [.. found.Results.Where(r => r is { Result: AddResult.Added, Detail: not null })];
    }
}
