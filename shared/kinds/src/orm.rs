//! Conversions between ids, enums and database values.

/// An id is a 64-bit integer column.
macro_rules! impl_id {
    ($name:ident) => {
        impl From<$name> for ::sea_orm::Value {
            fn from(id: $name) -> Self {
                ::sea_orm::Value::BigInt(Some(id.0))
            }
        }

        impl ::sea_orm::TryGetable for $name {
            fn try_get_by<I: ::sea_orm::ColIdx>(
                row: &::sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, ::sea_orm::TryGetError> {
                i64::try_get_by(row, index).map($name)
            }
        }

        impl ::sea_orm::sea_query::ValueType for $name {
            fn try_from(value: ::sea_orm::Value) -> Result<Self, ::sea_orm::sea_query::ValueTypeErr> {
                <i64 as ::sea_orm::sea_query::ValueType>::try_from(value).map($name)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ::sea_orm::sea_query::ArrayType {
                ::sea_orm::sea_query::ArrayType::BigInt
            }

            fn column_type() -> ::sea_orm::sea_query::ColumnType {
                ::sea_orm::sea_query::ColumnType::BigInteger
            }
        }

        impl ::sea_orm::sea_query::Nullable for $name {
            fn null() -> ::sea_orm::Value {
                ::sea_orm::Value::BigInt(None)
            }
        }

        impl ::sea_orm::TryFromU64 for $name {
            fn try_from_u64(number: u64) -> Result<Self, ::sea_orm::DbErr> {
                i64::try_from_u64(number).map($name)
            }
        }
    };
}

/// An enum is a small integer column.
macro_rules! impl_enum {
    ($name:ident) => {
        impl From<$name> for ::sea_orm::Value {
            fn from(value: $name) -> Self {
                ::sea_orm::Value::SmallInt(Some(value.number()))
            }
        }

        impl ::sea_orm::TryGetable for $name {
            fn try_get_by<I: ::sea_orm::ColIdx>(
                row: &::sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, ::sea_orm::TryGetError> {
                let number = i16::try_get_by(row, index)?;
                $name::from_number(number).ok_or_else(|| {
                    ::sea_orm::TryGetError::DbErr(::sea_orm::DbErr::Type(format!(
                        "{number} is no {}",
                        stringify!($name)
                    )))
                })
            }
        }

        impl ::sea_orm::sea_query::ValueType for $name {
            fn try_from(value: ::sea_orm::Value) -> Result<Self, ::sea_orm::sea_query::ValueTypeErr> {
                let number = <i16 as ::sea_orm::sea_query::ValueType>::try_from(value)?;
                $name::from_number(number).ok_or(::sea_orm::sea_query::ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ::sea_orm::sea_query::ArrayType {
                ::sea_orm::sea_query::ArrayType::SmallInt
            }

            fn column_type() -> ::sea_orm::sea_query::ColumnType {
                ::sea_orm::sea_query::ColumnType::SmallInteger
            }
        }

        impl ::sea_orm::sea_query::Nullable for $name {
            fn null() -> ::sea_orm::Value {
                ::sea_orm::Value::SmallInt(None)
            }
        }
    };
}

pub(crate) use {impl_enum, impl_id};
