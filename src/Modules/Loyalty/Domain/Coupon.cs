using System.Security.Cryptography;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Loyalty.Domain;

/// <summary>Money off a purchase, once, for whoever knows its code. Points are no part of it.</summary>
internal sealed class Coupon : Entity, IOwned, IAudited, IAboutSubject
{
    // No letters that are read as digits or as each other; 16 of 30 are 78 bits, which nobody guesses.
    const string Letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
    const int Length = 16;

    Coupon() { }

    public Coupon(long customerId, long? ownerId, long? teamId, decimal value, string currency, DateOnly lastDay, string source, string key, DateTimeOffset at) =>
        (CustomerId, OwnerId, TeamId, Value, Currency, LastDay, Source, Key, IssuedAt, Code) = (customerId, ownerId, teamId, value, currency, lastDay, source, key, at, NewCode());

    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    /// <summary>Owner of the customer and their team.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    /// <summary>Without the dashes it is shown with.</summary>
    [NotAudited]
    public string Code { get; private set; } = "";
    public decimal Value { get; private set; }
    public string Currency { get; private set; } = "";

    /// <summary>In the installation's zone.</summary>
    public DateOnly LastDay { get; private set; }

    /// <summary>What it was issued for, and which one of these: issued once for each.</summary>
    public string Source { get; private set; } = "";
    public string Key { get; private set; } = "";
    public DateTimeOffset IssuedAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }
    public long? UsedById { get; private set; }

    /// <summary>Number of the order it was used for.</summary>
    [NotAudited]
    public string? UsedFor { get; private set; }
    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>A code nobody guesses.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(Letters, Length);

    public string Shown => Dashed(Code);

    /// <summary>A code as people read it.</summary>
    public static string Dashed(string code) => string.Join('-', code.Chunk(4).Select(c => new string(c)));

    /// <summary>A code as people type it: small letters, spaces and dashes do no harm.</summary>
    public static string Read(string typed) => new([.. typed.ToUpperInvariant().Where(char.IsLetterOrDigit)]);

    public void Use(string? order, DateOnly today, long? by, DateTimeOffset at)
    {
        if (VoidedAt is not null) throw new RuleException("loyalty.coupon.void", "Code");
        if (UsedAt is { } when) throw new RuleException("loyalty.coupon.usedAlready", "Code", when.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        if (today > LastDay) throw new RuleException("loyalty.coupon.expired", "Code", LastDay.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        (UsedAt, UsedById, UsedFor) = (at, by, string.IsNullOrWhiteSpace(order) ? null : order.Trim());
    }

    /// <summary>Nobody can use it any more. What was used cannot be made void.</summary>
    public void Void(DateTimeOffset at)
    {
        if (UsedAt is not null) throw new InvalidOperationException($"Coupon {Id} was used before it was taken back. Settle it with the customer, then retry or drop this event.");
        VoidedAt ??= at;
    }

    /// <summary>Follows the customer's owner.</summary>
    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);
}
