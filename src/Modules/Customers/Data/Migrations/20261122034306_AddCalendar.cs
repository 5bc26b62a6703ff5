using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddCalendar : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<List<Guid>>(
                name: "file_ids",
                schema: "customers",
                table: "interactions",
                type: "uuid[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "calendar_feeds",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_feeds", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_owner_id_due_at",
                schema: "customers",
                table: "to_dos",
                columns: new[] { "owner_id", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_responsible_id_at",
                schema: "customers",
                table: "interactions",
                columns: new[] { "responsible_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_hash",
                schema: "customers",
                table: "calendar_feeds",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_staff_id",
                schema: "customers",
                table: "calendar_feeds",
                column: "staff_id",
                filter: "revoked_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_feeds",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_owner_id_due_at",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_interactions_at_id",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_interactions_responsible_id_at",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropColumn(
                name: "file_ids",
                schema: "customers",
                table: "interactions");
        }
    }
}
