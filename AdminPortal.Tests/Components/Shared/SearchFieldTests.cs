using AdminPortal.Components.Shared;
using Bunit;
using MudBlazor;

namespace AdminPortal.Tests.Components.Shared;

/// <summary>Input is kept, however late results arrive.</summary>
public sealed class SearchFieldTests : PageTest
{
    private readonly List<string?> _asked = [];

    [Fact]
    public async Task LateResults_OfEarlierInput_LoseNoKeystroke()
    {
        var field = Draw();
        await TypeAsync(field, "+1 8");
        await TypeAsync(field, "+1 85 ");

        Return(field, "+1 8");
        Assert.Equal("+1 85 ", Text(field));
        Return(field, "+1 85");
        Assert.Equal("+1 85 ", Text(field));
        Assert.Equal(["+1 8", "+1 85"], _asked);
    }

    [Fact]
    public async Task ValueSetByOthers_IsShown()
    {
        var field = Draw();
        await TypeAsync(field, "acme");
        Return(field, "acme");

        Return(field, null);
        Assert.Equal("", Text(field));
        Return(field, "bolt");
        Assert.Equal("bolt", Text(field));
    }

    [Fact]
    public async Task SurroundingSpace_RequestsNothing_AndEmptyIsNull()
    {
        var field = Draw();
        await TypeAsync(field, "acme");
        // Past the debounce, which would discard it for later input.
        var inner = field.FindComponent<MudTextField<string>>();
        await inner.InvokeAsync(() => inner.Instance.ValueChanged.InvokeAsync(" acme "));
        await TypeAsync(field, " ");

        Assert.Equal(["acme", null], _asked);
    }

    private IRenderedComponent<SearchField> Draw() =>
        Render<SearchField>(p => p.Add(f => f.Label, "Search").Add(f => f.ValueChanged, asked => _asked.Add(asked)));

    /// <summary>Types, and waits until the value is requested.</summary>
    private async Task TypeAsync(IRenderedComponent<SearchField> field, string text)
    {
        var before = _asked.Count;
        await field.Find("input").InputAsync(text);
        field.WaitForAssertion(() => Assert.Equal(before + 1, _asked.Count));
    }

    /// <summary>The page's address has changed, and with it the field's value.</summary>
    private static void Return(IRenderedComponent<SearchField> field, string? value) => field.Render(p => p.Add(f => f.Value, value));

    private static string Text(IRenderedComponent<SearchField> field) => field.Find("input").GetAttribute("value") ?? "";
}
