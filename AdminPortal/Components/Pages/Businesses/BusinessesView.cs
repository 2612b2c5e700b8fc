using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The view of the business list, stored in its address.</summary>
/// <param name="Page">From 1.</param>
internal sealed record BusinessesView(string? Search, bool? HasNumber, bool IsWaiting, int Page)
{
    public const int PageSize = 50;

    public static readonly BusinessesView All = new(null, null, false, 1);

    public bool IsNarrowed => Search is not null || HasNumber is not null || IsWaiting;

    public BusinessFilter Filter => new(Search, HasNumber, IsWaiting);

    public int Skip => (Page - 1) * PageSize;

    /// <summary>Reads the address; unknown values are ignored.</summary>
    public static BusinessesView Of(string? search, string? number, bool isWaiting, int? page) =>
        new(
            string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            number?.ToUpperInvariant() switch
            {
                "YES" => true,
                "NO" => false,
                _ => null,
            },
            isWaiting,
            page is > 1 and < int.MaxValue / PageSize ? page.Value : 1
        );

    /// <summary>The address of this view.</summary>
    public string AddressAt(NavigationManager navigation) =>
        navigation.GetUriWithQueryParameters(
            PageUrls.Businesses,
            new Dictionary<string, object?>
            {
                ["q"] = Search,
                ["number"] = HasNumber switch
                {
                    true => "yes",
                    false => "no",
                    null => null,
                },
                ["waiting"] = IsWaiting ? "true" : null,
                ["page"] = Page > 1 ? Page : null,
            }
        );
}
