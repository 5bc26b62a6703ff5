using Crm.Platform.Users;
using Crm.Staff.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Access;

/// <summary>Keeps in the profile what a reader switches in the top bar.</summary>
internal sealed class ReaderPreferences(StaffDb db) : IReaderPreferences
{
    public async Task SetLanguage(long staffId, string language, CancellationToken ct)
    {
        (await db.Members.SingleAsync(m => m.Id == staffId, ct)).Speak(language);
        await db.SaveChangesAsync(ct);
    }

    public async Task SetTheme(long staffId, string theme, CancellationToken ct)
    {
        (await db.Members.SingleAsync(m => m.Id == staffId, ct)).Paint(theme);
        await db.SaveChangesAsync(ct);
    }
}
