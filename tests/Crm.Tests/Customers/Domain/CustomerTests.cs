using Crm.Contracts.Customers;
using Crm.Customers.Domain;

namespace Crm.Tests.Customers.Domain;

public sealed class CustomerTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    static Profile Of(params PointValue[] points) => new(CustomerKind.Organisation, "华北电力", null, null, null, CustomerLevel.Normal, 7, 3, null, "zh-CN", "Asia/Shanghai", null, null, [" b", "a", "A"], points);

    static Customer New(params PointValue[] points) => Customer.Register(42, Of(points), Admission.Admitted, null, 7, Now);

    [Fact]
    public void The_first_phone_is_primary_unless_another_says_so()
    {
        var customer = New(new(PointKind.Phone, "13800138000"), new(PointKind.Phone, "13900139000", Primary: true), new(PointKind.Phone, "138-0013-8000"), new(PointKind.Email, "a@b.cn"));
        Assert.Equal(["+8613800138000", "+8613900139000", "a@b.cn"], customer.Points.Select(p => p.Normal));
        Assert.Equal([false, true, true], customer.Points.Select(p => p.Primary));
    }

    [Fact]
    public void An_edit_keeps_the_points_it_does_not_change_and_counts_as_review()
    {
        var customer = New(new(PointKind.Phone, "13800138000"), new(PointKind.Email, "a@b.cn"));
        var phone = customer.Points[0];
        customer.Change(Of(new PointValue(PointKind.Phone, "+86 138 0013 8000", "work")), 8, Now.AddDays(30));
        Assert.Same(phone, Assert.Single(customer.Points));
        Assert.Equal("work", phone.Label);
        Assert.Equal(Now.AddDays(30), customer.LastReviewedAt);
        Assert.Equal(8, customer.LastReviewedById);
    }

    [Fact]
    public void Search_words_know_number_name_phones_mails_and_people()
    {
        var customer = New(new PointValue(PointKind.Phone, "13812345678"));
        customer.AddContact(new ContactProfile("王小明", null, null, null, false, [new PointValue(PointKind.Email, "xm@hb.cn")]), 7, Now);
        var words = customer.Words.Split(' ');
        foreach (var word in new[] { "c000042", "华北", "电力", "13812345678", "8613812345678", "5678", "王小", "小明", "xm" }) Assert.Contains(word, words);
    }

    [Fact]
    public void One_contact_is_key()
    {
        var customer = New();
        var first = customer.AddContact(new ContactProfile("A", null, null, null, false, []), 7, Now);
        var second = customer.AddContact(new ContactProfile("B", null, null, null, true, []), 7, Now);
        Assert.Equal([false, true], customer.Contacts.Select(c => c.Key));
        customer.RemoveContact(second, 7, Now);
        Assert.True(first.Key);
    }

    [Fact]
    public void Tags_are_clean() => Assert.Equal(["a", "b"], New().Tags);
}
