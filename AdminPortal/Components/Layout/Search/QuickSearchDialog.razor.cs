using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Numbers;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Numbers;
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

    /// <param name="Open">What choosing it does; the dialog is closed before.</param>
    private sealed record Hit(string Group, string Icon, string Name, string? More, Func<Task> Open);

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private QuickSearchService Search { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private NumberActions Actions { get; set; } = null!;

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
            var (verb, wanted) = VerbOf(text);
            var found = await Search.FindAsync(Current.Actor, wanted, _end.Token);
            if (asked != _asked)
                return;
            _isBusy = false;
            _problem = found.Refusal?.Message;
            if (found.Value is { } results)
                _hits = verb is { } action ? CommandsOf(action, results) : [.. HitsOf(results, wanted), .. PagesLike(text)];
            if (_isEntered && _hits.Count > 0)
                await GoAsync(_hits[_at]);
        }
        catch (OperationCanceledException)
        {
            // The dialog was closed.
        }
    }

    private async Task PressAsync(KeyboardEventArgs key)
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
                await GoAsync(_hits[_at]);
                break;
        }
    }

    private Task GoAsync(Hit hit)
    {
        Dialog?.Close();
        return hit.Open();
    }

    private Func<Task> To(string address) =>
        () =>
        {
            Navigation.NavigateTo(address);
            return Task.CompletedTask;
        };

    /// <summary>An action at the start of the text, such as "release 800 555 0100", and what it is about.</summary>
    private static (NumberAction? Verb, string Wanted) VerbOf(string text)
    {
        foreach (var action in Enum.GetValues<NumberAction>())
        {
            var verb = NumberActionWords.Of(action).Verb + " ";
            if (text.StartsWith(verb, StringComparison.OrdinalIgnoreCase))
                return (action, text[verb.Length..].Trim());
        }

        return (null, text);
    }

    /// <summary>The action on each number found, also by its business's name, if number and role allow it.</summary>
    private List<Hit> CommandsOf(NumberAction action, QuickResults results)
    {
        var words = NumberActionWords.Of(action);
        var numbers = results
            .Numbers.Where(n => Actions.Possible(n).Contains(action))
            .Select(n => (n.Number, n.BusinessName))
            .Concat(
                NumberRules.Of(action).StartsFrom(NumberStatus.Assigned) && NumberRules.Of(action).IsAllowedTo(Current.Actor)
                    ? results
                        .Businesses.Where(b => b.PhoneNumber is not null)
                        .Select(b => (Number: b.PhoneNumber!, BusinessName: (string?)b.Name))
                    : []
            );
        return
        [
            .. numbers
                .DistinctBy(n => n.Number)
                .Select(n => new Hit(
                    "Commands",
                    words.Icon,
                    words.TitleOf(n.Number),
                    n.BusinessName,
                    () => Actions.DoAsync(action, n.Number)
                )),
        ];
    }

    private IEnumerable<Hit> HitsOf(QuickResults results, string text) =>
        [
            .. results.Numbers.Select(n => new Hit(
                "Numbers",
                NumberStatusChip.IconOf(n.Status),
                E164.Shown(n.Number),
                n.BusinessName ?? NumberStatusChip.WordOf(n.Status),
                To(PageUrls.Number(n.Number))
            )),
            .. results.Numbers.Count < QuickSearchService.Most
                ? []
                : (Hit[])
                    [
                        new(
                            "Numbers",
                            Icons.Material.Outlined.Dialpad,
                            $"All numbers with “{text}”",
                            null,
                            To($"{PageUrls.Inventory}?q={Uri.EscapeDataString(text)}")
                        ),
                    ],
            .. results.Businesses.Select(b => new Hit(
                "Businesses",
                Icons.Material.Outlined.Business,
                b.Name,
                b.PhoneNumber is { } number ? E164.Shown(number)
                    : b.ClosedAt is null ? "No number"
                    : "Closed",
                To(PageUrls.Business(b.Id))
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
                .Select(p => new Hit("Pages", p.Icon, p.Name, p.Key is { } key ? $"G {char.ToUpperInvariant(key)}" : null, To(p.Address))),
        ];
}
