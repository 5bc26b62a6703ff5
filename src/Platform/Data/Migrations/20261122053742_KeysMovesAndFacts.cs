using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Platform.Data.Migrations
{
    /// <inheritdoc />
    public partial class KeysMovesAndFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "subject_id",
                schema: "platform",
                table: "notifications",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long[]>(
                name: "subjects",
                schema: "platform",
                table: "idempotency",
                type: "bigint[]",
                nullable: false,
                defaultValue: new long[0]);

            migrationBuilder.AddColumn<long>(
                name: "subject_id",
                schema: "platform",
                table: "audit",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "erasures",
                schema: "platform",
                columns: table => new
                {
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasures", x => x.subject_id);
                });

            migrationBuilder.CreateTable(
                name: "fact_checks",
                schema: "platform",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    differences = table.Column<int>(type: "integer", nullable: false),
                    differed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fact_checks", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "moves",
                schema: "platform",
                columns: table => new
                {
                    module = table.Column<string>(type: "text", nullable: false),
                    from_id = table.Column<long>(type: "bigint", nullable: false),
                    into_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    table = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moves", x => new { x.module, x.from_id, x.into_id, x.at, x.table, x.key });
                });

            migrationBuilder.CreateTable(
                name: "subject_keys",
                schema: "platform",
                columns: table => new
                {
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    master = table.Column<string>(type: "text", nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    destroyed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subject_keys", x => x.subject_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_subject",
                schema: "platform",
                table: "notifications",
                column: "subject_id",
                filter: "subject_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_audit_subject",
                schema: "platform",
                table: "audit",
                columns: new[] { "subject_id", "id" },
                filter: "subject_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erasures",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "fact_checks",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "moves",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "subject_keys",
                schema: "platform");

            migrationBuilder.DropIndex(
                name: "ix_notifications_subject",
                schema: "platform",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_audit_subject",
                schema: "platform",
                table: "audit");

            migrationBuilder.DropColumn(
                name: "subject_id",
                schema: "platform",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "subjects",
                schema: "platform",
                table: "idempotency");

            migrationBuilder.DropColumn(
                name: "subject_id",
                schema: "platform",
                table: "audit");
        }
    }
}
