using AdminPortal.Services.People;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Account;

/// <summary>Creates the first admin with the link that the portal printed.</summary>
public sealed partial class Setup
{
    private bool _isNeeded = true;
    private string? _fault;

    [SupplyParameterFromForm]
    private SetupForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [Inject]
    private FirstAdminService First { get; set; } = null!;

    [Inject]
    private SignInService SignIn { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync() => _isNeeded = await First.IsNeededAsync(CancellationToken.None);

    private async Task CreateAsync()
    {
        var made = await First.CreateAsync(Token, Input?.Email, Input?.Password, CancellationToken.None);
        if (!made.IsDone)
        {
            _fault = made.Refusal.Message;
            return;
        }

        await SignIn.SignInJoinedAsync(made.Value.Id);
        Navigation.NavigateTo("./", forceLoad: true);
    }

    internal sealed class SetupForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
