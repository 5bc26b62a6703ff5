using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>What kind of address a <see cref="ContactPoint"/> is.</summary>
internal enum PointKind { Phone, Email, Address }

/// <summary>A phone number, e-mail or postal address as somebody typed it.</summary>
internal sealed record PointValue(PointKind Kind, string Value, string? Label = null, bool Primary = false, bool Invalid = false, bool OptedOut = false)
{
    /// <summary>An address in parts; its <see cref="Value"/> is their line.</summary>
    public PostalAddress? Parts { get; init; }

    /// <summary>An address in parts.</summary>
    public static PointValue At(PostalAddress address, string? label = null, bool primary = false, bool invalid = false, bool optedOut = false) =>
        new(PointKind.Address, address.Line(), label, primary, invalid, optedOut) { Parts = address };
}

/// <summary>One way to reach a customer, or a contact of an organisation.</summary>
internal abstract class ContactPoint : Entity, IAudited, IAboutSubject
{
    public abstract long? SubjectId { get; }

    public PointKind Kind { get; private set; }

    /// <summary>As typed.</summary>
    public string Value { get; private set; } = "";

    /// <summary>For comparison: E.164, folded e-mail, trimmed address.</summary>
    public string Normal { get; private set; } = "";

    /// <summary>Of an address that came in parts; null when it came in one line.</summary>
    public PostalAddress? Parts { get; private set; }

    public string? Label { get; private set; }

    public bool Primary { get; private set; }

    /// <summary>Known not to work.</summary>
    public bool Invalid { get; private set; }

    /// <summary>The customer does not want to be reached here.</summary>
    public bool OptedOut { get; private set; }

    /// <summary>May be used for messages.</summary>
    public bool Usable => !Invalid && !OptedOut;

    /// <summary>The value for a reader who may see it.</summary>
    public string Shown(bool chinese) => Kind == PointKind.Phone ? PhoneNumber.Show(Normal) : Parts?.In(chinese) ?? Value;

    /// <summary>What is known now, to change a part of it.</summary>
    public PointValue ToValue() => new(Kind, Value, Label, Primary, Invalid, OptedOut) { Parts = Parts };

    void Take(PointValue from) =>
        (Kind, Value, Normal, Parts, Label, Primary, Invalid, OptedOut) = (from.Kind, from.Value.Trim(), Normalise(from.Kind, from.Value), from.Parts, from.Label, from.Primary, from.Invalid, from.OptedOut);

    internal static string Normalise(PointKind kind, string value) => kind switch
    {
        PointKind.Phone when PhoneNumber.TryNormalise(value, out var phone) => phone,
        PointKind.Email when EmailAddress.TryNormalise(value, out var email) => email,
        PointKind.Address => value.Normalize(NormalizationForm.FormKC).Trim(),
        _ => throw new ArgumentException($"Not a {kind}.", nameof(value)),
    };

    /// <summary>Makes a set of points hold exactly the typed ones, each value once, with one primary per kind.</summary>
    internal static void Replace<T>(List<T> points, IEnumerable<PointValue> typed) where T : ContactPoint, new()
    {
        var wanted = typed.DistinctBy(p => (p.Kind, Normalise(p.Kind, p.Value))).ToList();
        for (var i = 0; i < wanted.Count; i++)
        {
            var ofKind = wanted.Where(p => p.Kind == wanted[i].Kind).ToList();
            var primary = ofKind.Find(p => p.Primary) ?? ofKind[0];
            if (wanted[i].Primary != ReferenceEquals(wanted[i], primary)) wanted[i] = wanted[i] with { Primary = ReferenceEquals(wanted[i], primary) };
        }
        points.RemoveAll(old => !wanted.Exists(p => p.Kind == old.Kind && Normalise(p.Kind, p.Value) == old.Normal));
        foreach (var point in wanted)
        {
            var row = points.Find(old => old.Kind == point.Kind && old.Normal == Normalise(point.Kind, point.Value));
            if (row is null) points.Add(row = new T());
            row.Take(point);
        }
    }
}

/// <summary>Reaches the customer itself.</summary>
internal sealed class CustomerPoint : ContactPoint
{
    public override long? SubjectId => CustomerId;

    public long CustomerId { get; private set; }

    /// <summary>For rows that are copied in.</summary>
    internal void Belongs(long customerId) => CustomerId = customerId;
}

/// <summary>Reaches a person at an organisation.</summary>
internal sealed class PersonPoint : ContactPoint
{
    /// <summary>The contact knows.</summary>
    public override long? SubjectId => null;

    public long ContactId { get; private set; }

    /// <summary>For rows that are copied in.</summary>
    internal void Belongs(long contactId) => ContactId = contactId;
}
