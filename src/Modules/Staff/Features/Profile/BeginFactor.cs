using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Sessions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Staff.Features.Profile;

/// <summary>Makes a key for the sender's authenticator app. It counts once a code from the app has come back.</summary>
[OpenToAll("begins the sender's own second factor")]
internal static class BeginFactor
{
    public sealed record Command : IRequest;

    /// <summary>The key that is on offer, for the QR code; null when there is none.</summary>
    public sealed record Query : IRequest<Offer?>;

    public sealed record Offer(string Uri, string Key);

    internal sealed class Handler(StaffDb db, CurrentUser user, SecondFactor factor) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command request, CancellationToken ct)
        {
            var me = await db.Members.FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            me.OfferSecondFactor(factor.Protect(OneTimeCode.NewKey()));
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    internal sealed class Reader(StaffDb db, CurrentUser user, SecondFactor factor, Platform.Localization.Texts texts) : IRequestHandler<Query, Offer?>
    {
        public async Task<Offer?> Handle(Query request, CancellationToken ct)
        {
            var me = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == user.Id, ct) ?? throw new MissingException("profile");
            if (me.HasSecondFactor || me.AuthenticatorKey is null) return null;
            var key = factor.KeyOf(me);
            return new Offer(OneTimeCode.Uri(texts["product"], me.Email, key), OneTimeCode.Base32(key));
        }
    }
}
