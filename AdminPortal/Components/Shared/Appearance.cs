namespace AdminPortal.Components.Shared;

/// <summary>Which theme a person wants.</summary>
public enum ThemeChoice
{
    /// <summary>Whatever their system is set to.</summary>
    System,
    Light,
    Dark,
}

/// <summary>The theme that a browser asked for in its cookies, so that the first paint is right.</summary>
/// <param name="SystemIsDark">What <c>wwwroot/js/appearance.js</c> said of the system.</param>
public sealed record Appearance(ThemeChoice Choice, bool SystemIsDark)
{
    public static readonly Appearance Default = new(ThemeChoice.System, false);

    public bool IsDark => Choice == ThemeChoice.Dark || (Choice == ThemeChoice.System && SystemIsDark);

    /// <summary>What a request's cookies say; cookies that say nothing known are passed over.</summary>
    public static Appearance Of(HttpContext? http)
    {
        if (http is null)
            return Default;
        var choice = http.Request.Cookies["ap-theme"] switch
        {
            "light" => ThemeChoice.Light,
            "dark" => ThemeChoice.Dark,
            _ => ThemeChoice.System,
        };
        return new(choice, http.Request.Cookies["ap-system-dark"] == "1");
    }
}
