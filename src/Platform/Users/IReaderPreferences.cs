namespace Crm.Platform.Users;

/// <summary>Keeps what a signed-in reader switches in the top bar; Staff implements it with the profile.</summary>
public interface IReaderPreferences
{
    /// <summary>Remembers the language: zh-CN or en.</summary>
    Task SetLanguage(long staffId, string language, CancellationToken ct);

    /// <summary>Remembers the theme: light, dark or auto.</summary>
    Task SetTheme(long staffId, string theme, CancellationToken ct);
}
