using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages;

/// <summary>Leads to the inventory, where work starts.</summary>
public partial class Home
{
    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized() => Navigation.NavigateTo("/admin/phone-inventory", replace: true);
}
