using AdminPortal.Components.Shared;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>A page of businesses whose rows are opened and selected by mouse or keyboard, as in the inventory.</summary>
public sealed partial class BusinessTable : IDisposable
{
    private ElementReference _element;
    private DotNetObjectReference<BusinessTable>? _self;
    private Guid? _anchor;
    private RowSelection<Guid, BusinessState>? _beforeRange;

    [Parameter, EditorRequired]
    public BusinessesView View { get; set; } = BusinessesView.All;

    /// <summary>Null until read.</summary>
    [Parameter]
    public IReadOnlyList<BusinessRecord>? Businesses { get; set; }

    /// <summary>How many businesses match, on all pages.</summary>
    [Parameter]
    public long Total { get; set; }

    /// <summary>The waiting-list position of the first row, if the rows are the waiting list.</summary>
    [Parameter]
    public int? FirstPlace { get; set; }

    /// <summary>The selected rows; owned by the page.</summary>
    [Parameter, EditorRequired]
    public SelectedBusinesses Selection { get; set; } = new();

    /// <summary>Raised after rows were selected or deselected.</summary>
    [Parameter]
    public EventCallback SelectionChanged { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private bool? AllSelected =>
        Selection.IsEmpty ? false
        : Selection.IsWhole || Selection.Count(Total) == Total ? true
        : null;

    public void Dispose() => _self?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Browser.WatchListAsync(_element, _self = DotNetObjectReference.Create(this));
    }

    /// <summary>Selects the rows between two positions on this page, in place of the range selected so far; called by the
    /// keyboard.</summary>
    /// <param name="from">Where the range started.</param>
    /// <param name="to">The active row.</param>
    /// <param name="isNew">Whether the range starts now.</param>
    [JSInvokable]
    public Task ExtendAsync(long from, long to, bool isNew)
    {
        if (isNew || _beforeRange is null)
            _beforeRange = Selection.Copy();
        Selection.SetTo(_beforeRange);
        Select((int)from, (int)to, true);
        return SelectionChanged.InvokeAsync();
    }

    /// <summary>Selects or deselects a row; with Shift, all rows of this page since the last one.</summary>
    private Task SelectAsync(BusinessRecord business, bool isRange)
    {
        var select = !Selection.Has(business.Id);
        if (isRange && _anchor is { } anchor && PositionOf(anchor) is { } from && PositionOf(business.Id) is { } to)
            Select(from, to, select = Selection.Has(anchor));
        Selection.Set(business, select);
        (_anchor, _beforeRange) = (business.Id, null);
        return SelectionChanged.InvokeAsync();
    }

    private Task ToggleAllAsync()
    {
        if (Selection.IsEmpty)
            Selection.SelectAll();
        else
            Selection.Clear();
        (_anchor, _beforeRange) = (null, null);
        return SelectionChanged.InvokeAsync();
    }

    private void Select(int one, int other, bool select)
    {
        var (from, to) = (Math.Min(one, other), Math.Max(one, other));
        foreach (var business in (Businesses ?? []).Skip(Math.Max(0, from)).Take(to - Math.Max(0, from) + 1))
            Selection.Set(business, select);
    }

    private int? PositionOf(Guid id) => Businesses?.Index().Where(b => b.Item.Id == id).Select(b => (int?)b.Index).FirstOrDefault();
}
