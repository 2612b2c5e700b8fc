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

    /// <summary>The same by another column; again by the same one, the other way round.</summary>
    public BusinessesView By(BusinessSort sort) => this with { Sort = sort, IsDescending = sort == Sort && !IsDescending, Page = 1 };

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
                ["closed"] = IsClosed ? "true" : null,
                ["page"] = Page > 1 ? Page : null,
                ["sort"] = (Sort, IsDescending) == default ? null : (IsDescending ? "-" : "") + Sort.ToText(),
            }
        );
}
