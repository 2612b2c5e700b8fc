namespace AdminPortal.Components.Pages.Users;

/// <summary>An admin's actions on a user's account.</summary>
public enum UserAction
{
    ChangeRole,
    NewLink,
    SignOut,
    TakeOffFactor,
    Lock,
    Unlock,
    Withdraw,
    Remove,
}
