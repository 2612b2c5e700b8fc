using AdminPortal.Data;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The view of the business list, stored in its address.</summary>
/// <param name="Page">From 1.</param>
public sealed record BusinessesView(
    string? Search,
    bool? HasNumber,
    bool IsWaiting,
    bool IsClosed,
    int Page,
    BusinessSort Sort = BusinessSort.Name,
    bool IsDescending = false
)
{
    public const int PageSize = 50;

    public static readonly BusinessesView All = new(null, null, false, false, 1);

    public bool IsNarrowed => Search is not null || HasNumber is not null || IsWaiting || IsClosed;

    /// <summary>What it shows, on all pages and in any order.</summary>
    public BusinessesView Matching => this with { Page = 1, Sort = BusinessSort.Name, IsDescending = false };

    public BusinessFilter Filter => new(Search, HasNumber, IsWaiting, IsClosed, Sort, IsDescending);

    public int Skip => (Page - 1) * PageSize;

    /// <summary>Reads the address; unknown values are ignored.</summary>
    /// <param name="sort">Such as <c>name</c>, or <c>-created</c> for the other way round.</param>
    public static BusinessesView Of(string? search, string? number, bool isWaiting, bool isClosed, int? page, string? sort = null) =>
        new(
            string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            number?.ToUpperInvariant() switch
            {
                "YES" => true,
                "NO" => false,
                _ => null,
            },
            isWaiting,
            isClosed,
            page is > 1 and < int.MaxValue / PageSize ? page.Value : 1,
            EnumTexts.TryParse<BusinessSort>(sort?.TrimStart('-'), out var by) ? by : BusinessSort.Name,
            sort is ['-', ..]
        );

    /// <summary>The view of a request.</summary>
    public static BusinessesView Of(IQueryCollection query) =>
        Of(query["q"], query["number"], IsTrue(query["waiting"]), IsTrue(query["closed"]), null, query["sort"]);

    /// <summary>Whether the address says so.</summary>
    public static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same by another column; again by the same one, the other way round.</summary>
    public BusinessesView By(BusinessSort sort) => this with { Sort = sort, IsDescending = sort == Sort && !IsDescending, Page = 1 };

    /// <summary>The address of this view, or of another address with the same parameters.</summary>
    public string AddressAt(NavigationManager navigation, string path = PageUrls.Businesses, TimeZoneInfo? zone = null) =>
        navigation.GetUriWithQueryParameters(
            path,
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
                ["closed"] = IsClosed ? "true" : null,
                ["page"] = Page > 1 ? Page : null,
                ["zone"] = zone?.Id,
                ["sort"] = (Sort, IsDescending) == default ? null : (IsDescending ? "-" : "") + Sort.ToText(),
            }
        );
}
