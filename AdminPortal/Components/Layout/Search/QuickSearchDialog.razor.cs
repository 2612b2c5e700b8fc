using AdminPortal.Components.Shared;
using AdminPortal.Services.Overview;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace AdminPortal.Components.Layout.Search;

/// <summary>One field that finds numbers, businesses and pages; arrows move through the results, Enter opens one.</summary>
public sealed partial class QuickSearchDialog : IDisposable
{
    /// <summary>Debounce before the database is queried: with the search itself well under 300 ms.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(120);

    private readonly CancellationTokenSource _end = new();
    private ElementReference _input;
    private string _text = "";
    private IReadOnlyList<Hit> _hits = [];
    private int _at;
    private int _asked;
    private bool _isBusy;
    private bool _isEntered;
    private string? _problem;

    private sealed record Hit(string Group, string Icon, string Name, string? More, string Address);

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private QuickSearchService Search { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override void OnInitialized() => _hits = PagesLike("");

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _input.FocusAsync();
    }

    private async Task TypedAsync()
    {
        var asked = ++_asked;
        var text = _text.Trim();
        (_hits, _at, _problem, _isEntered) = (PagesLike(text), 0, null, false);
        if (text.Length < 2)
        {
            _isBusy = false;
            return;
        }

        _isBusy = true;
        try
        {
            await Task.Delay(s_rest, _end.Token);
            if (asked != _asked)
                return;
            var found = await Search.FindAsync(Current.Actor, text, _end.Token);
            if (asked != _asked)
                return;
            _isBusy = false;
            _problem = found.Refusal?.Message;
            if (found.Value is { } results)
                _hits = [.. HitsOf(results), .. PagesLike(text)];
            if (_isEntered && _hits.Count > 0)
                Go(_hits[_at]);
        }
        catch (OperationCanceledException)
        {
            // The dialog was closed.
        }
    }

    private void PressAsync(KeyboardEventArgs key)
    {
        // Enter before the results arrive means the first new result, not one for fewer letters.
        if (key.Key == "Enter" && _isBusy)
        {
            _isEntered = true;
            return;
        }

        if (_hits.Count == 0)
            return;
        switch (key.Key)
        {
            case "ArrowDown":
                _at = (_at + 1) % _hits.Count;
                break;
            case "ArrowUp":
                _at = (_at + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter":
                Go(_hits[_at]);
                break;
        }
    }

    private void Go(Hit hit)
    {
        Dialog?.Close();
        Navigation.NavigateTo(hit.Address);
    }

    private static IEnumerable<Hit> HitsOf(QuickResults results) =>
        [
            .. results.Numbers.Select(n => new Hit(
                "Numbers",
                NumberStatusChip.IconOf(n.Status),
                E164.Shown(n.Number),
                n.BusinessName ?? NumberStatusChip.WordOf(n.Status),
                PageUrls.Number(n.Number)
            )),
            .. results.Businesses.Select(b => new Hit(
                "Businesses",
                Icons.Material.Outlined.Storefront,
                b.Name,
                b.PhoneNumber is { } number ? E164.Shown(number) : "No number",
                PageUrls.Business(b.Id)
            )),
        ];

    private IReadOnlyList<Hit> PagesLike(string text) =>
        [
            .. Shortcuts
                .PagesOf(Current.Actor)
                .Where(p =>
                    text.Length == 0
                    || p.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
                    || p.Words.Contains(text, StringComparison.OrdinalIgnoreCase)
                )
                .Select(p => new Hit("Pages", p.Icon, p.Name, p.Key is { } key ? $"G {char.ToUpperInvariant(key)}" : null, p.Address)),
        ];
}
